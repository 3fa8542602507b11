import { Radio, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { domainCreate, type VerificationMethod } from "../../api/domains";
import { refresh } from "../../api/list";
import { ApiForm } from "../../components/ApiForm";
import { Page } from "../../components/Page";
import { useDomainOwner } from "../../components/scope";
import { paths } from "../../paths";

interface Values extends Record<string, unknown> {
  name: string;
  verification_method: VerificationMethod;
}

export default function DomainNewPage() {
  const owner = useDomainOwner();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const form = useForm<Values>({ initialValues: { name: "", verification_method: "DNS" } });
  return (
    <Page
      title="Add a domain"
      lead={owner.server === undefined ? "All servers of the organization can use it." : undefined}
    >
      <ApiForm
        needs="change domains"
        form={form}
        submitLabel="Add domain"
        onCancel={() => void navigate(paths.domains(owner))}
        onSubmit={async ({ name, verification_method }) => {
          const domain = await domainCreate(owner, { name: name.trim(), verification_method });
          await refresh(queryClient, "domain_list", "server_header");
          await navigate(paths.domain(owner, domain.uuid));
        }}
      >
        <TextInput
          label="Domain"
          description="The part after the @ of your From addresses, such as example.com or mail.example.com."
          placeholder="example.com"
          inputMode="url"
          autoCapitalize="none"
          autoFocus
          {...form.getInputProps("name")}
        />
        <Radio.Group
          label="Proof that it is yours"
          value={form.values.verification_method}
          onChange={(value) => form.setFieldValue("verification_method", value === "Email" ? "Email" : "DNS")}
          error={form.errors.verification_method}
        >
          <Stack gap={10} mt={8}>
            <Radio value="DNS" label="By a DNS record" description="One more record beside those you publish anyway." />
            <Radio
              value="Email"
              label="By mail"
              description="A code is sent to postmaster or the like at the domain."
            />
          </Stack>
        </Radio.Group>
      </ApiForm>
    </Page>
  );
}
