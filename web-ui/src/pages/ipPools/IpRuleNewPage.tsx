import { useQueryClient } from "@tanstack/react-query";
import { type LoaderFunctionArgs, useNavigate } from "react-router";
import { ipRuleCreate, ipRuleOperations, organizationIpPools } from "../../api/ipPools";
import { refresh } from "../../api/list";
import { queryClient } from "../../api/queryClient";
import { Page } from "../../components/Page";
import { paths } from "../../paths";
import { RuleForm } from "./RuleForm";
import { useRuleOwner } from "./useRuleOwner";

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.query(organizationIpPools(params.org ?? ""));
  return null;
}

export default function IpRuleNewPage() {
  const owner = useRuleOwner();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  return (
    <Page title="New IP rule" lead="It comes before those that are there.">
      <RuleForm
        org={owner.org}
        rule={null}
        submitLabel="Create rule"
        onCancel={() => void navigate(paths.ipRules(owner))}
        onSubmit={async ({ ip_pool, from_text, to_text }) => {
          await ipRuleCreate(owner, {
            ip_pool,
            from_text: from_text ?? undefined,
            to_text: to_text ?? undefined,
          });
          await refresh(queryClient, ...ipRuleOperations);
          await navigate(paths.ipRules(owner));
        }}
      />
    </Page>
  );
}
