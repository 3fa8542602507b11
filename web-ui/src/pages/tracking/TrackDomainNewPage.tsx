import { Alert, NativeSelect, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, type LoaderFunctionArgs, useNavigate, useSearchParams } from "react-router";
import { domainChoices, sendingDomains } from "../../api/domains";
import { refresh } from "../../api/list";
import { queryClient } from "../../api/queryClient";
import { trackDomainCreate, trackDomainOperations } from "../../api/trackDomains";
import { ApiForm } from "../../components/ApiForm";
import { Page } from "../../components/Page";
import { serverPathOf, useServerPath } from "../../components/scope";
import { paths } from "../../paths";

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.query(domainChoices(serverPathOf(params)));
  return null;
}

export default function TrackDomainNewPage() {
  const path = useServerPath();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const wanted = useSearchParams()[0].get("domain");
  const verified = sendingDomains(useSuspenseQuery(domainChoices(path)).data);
  const first = verified.find(({ uuid }) => uuid === wanted) ?? verified[0];
  const form = useForm({ initialValues: { domain: first?.uuid ?? "", name: "click" } });
  const chosen = verified.find(({ uuid }) => uuid === form.values.domain);
  return (
    <Page
      title="New tracking domain"
      lead="Its CNAME record is looked up at once; mail is tracked as soon as it is right."
    >
      {verified.length === 0 && (
        <Alert color="yellow" mb={24} maw={560} title="This server has no verified domain">
          A tracking domain belongs to a domain that you send from. <Link to={paths.domains(path)}>See domains</Link>
        </Alert>
      )}
      <ApiForm
        needs="change domains"
        form={form}
        submitLabel="Create tracking domain"
        onCancel={() => void navigate(paths.trackDomains(path))}
        onSubmit={async ({ domain, name }) => {
          const made = await trackDomainCreate(path, { domain, name: name.trim() });
          await refresh(queryClient, ...trackDomainOperations);
          await navigate(paths.trackDomain(path, made.uuid));
        }}
      >
        <NativeSelect
          label="Domain"
          description="Mail from it is tracked. One tracking domain for each."
          data={verified.map(({ uuid, name }) => ({ value: uuid, label: name }))}
          {...form.getInputProps("domain")}
        />
        <TextInput
          label="Name"
          description={`Readers see it in links: ${form.values.name.trim() || "click"}.${chosen?.name ?? "example.com"}`}
          autoCapitalize="none"
          {...form.getInputProps("name")}
        />
      </ApiForm>
    </Page>
  );
}
