import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { type LoaderFunctionArgs, useNavigate, useParams } from "react-router";
import { ipRuleDelete, ipRuleGet, ipRuleOperations, ipRuleUpdate, organizationIpPools } from "../../api/ipPools";
import { refresh } from "../../api/list";
import { queryClient } from "../../api/queryClient";
import { ask } from "../../components/ask";
import { Danger, DangerZone } from "../../components/Danger";
import { Page } from "../../components/Page";
import { paths } from "../../paths";
import { RuleForm } from "./RuleForm";
import { ruleOwnerOf, useRuleOwner } from "./useRuleOwner";
import { conditionText } from "./words";

export async function loader({ params }: LoaderFunctionArgs) {
  await Promise.all([
    queryClient.query(ipRuleGet(ruleOwnerOf(params), params.rule ?? "")),
    queryClient.query(organizationIpPools(params.org ?? "")),
  ]);
  return null;
}

export default function IpRulePage() {
  const owner = useRuleOwner();
  const uuid = useParams().rule ?? "";
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { data: rule } = useSuspenseQuery(ipRuleGet(owner, uuid));
  const changed = () => refresh(queryClient, ...ipRuleOperations);
  const remove = () =>
    ask({
      title: "Delete this IP rule?",
      body: `${conditionText(rule)}: such mail follows the other rules from now on. What is queued keeps its address.`,
      confirmLabel: "Delete rule",
      success: "The rule has been deleted",
      action: async () => {
        await ipRuleDelete(owner, uuid);
        await navigate(paths.ipRules(owner));
        await changed();
      },
    });
  return (
    <Page title="IP rule" lead={conditionText(rule)}>
      <RuleForm
        key={rule.uuid}
        org={owner.org}
        rule={rule}
        submitLabel="Save"
        savedLabel="Saved"
        onSubmit={async (values, version) => {
          const saved = await ipRuleUpdate(owner, uuid, values, version);
          await changed();
          return saved;
        }}
      />
      <DangerZone>
        <Danger
          title="Delete this rule"
          help="Mail that it matches follows the other rules."
          label="Delete rule"
          needs="change IP rules"
          onClick={remove}
        />
      </DangerZone>
    </Page>
  );
}
