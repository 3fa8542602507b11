import { Button, Group, NativeSelect, Stack, Text, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import {
  type Domain,
  type DomainOwner,
  domainGet,
  domainUpdate,
  domainVerifyEmailConfirm,
  domainVerifyEmailSend,
  type VerificationMethod,
} from "../../api/domains";
import { refresh } from "../../api/list";
import { ActionButton } from "../../components/ActionButton";
import { ApiForm } from "../../components/ApiForm";
import { act, succeed } from "../../components/ask";
import { Section } from "../../ui/Section";
import { Time } from "../../ui/Time";

interface OwnershipProps {
  owner: DomainOwner;
  domain: Domain;
}

/** How a domain becomes ours: by a record, which stands among the others, or by a code in a mail. */
export function Ownership({ owner, domain }: OwnershipProps) {
  const queryClient = useQueryClient();
  const choose = (method: VerificationMethod) =>
    act(
      async () => {
        const changed = await domainUpdate(owner, domain.uuid, method);
        queryClient.setQueryData(domainGet(owner, domain.uuid).queryKey, changed);
        await refresh(queryClient, "domain_records", "domain_list");
      },
      method === "Email" ? "The domain is now proven by mail" : "The domain is now proven by a DNS record",
    );
  const byMail = domain.verification_method === "Email";
  return (
    <Section
      title="Proof of ownership"
      help={
        byMail
          ? "A code is mailed to somebody who answers for the domain. Until it is entered here, mail from the domain is refused."
          : "The record named Ownership proves that the domain is yours. Until it is seen, mail from the domain is refused."
      }
    >
      <Stack gap={16}>
        {byMail && <ByMail owner={owner} domain={domain} />}
        <div>
          <ActionButton needs="change domains" variant="subtle" onClick={() => void choose(byMail ? "DNS" : "Email")}>
            {byMail ? "Prove it by a DNS record instead" : "Prove it by mail instead"}
          </ActionButton>
        </div>
      </Stack>
    </Section>
  );
}

function ByMail({ owner, domain }: OwnershipProps) {
  const addresses = domain.verify_email_addresses ?? [];
  const [sent, setSent] = useState<{ address: string; expires_at: string } | null>(null);
  const form = useForm({ initialValues: { address: addresses[0] ?? "" } });
  if (sent) return <EnterCode owner={owner} domain={domain} sent={sent} onBack={() => setSent(null)} />;
  return (
    <ApiForm
      needs="change domains"
      form={form}
      submitLabel="Send code"
      onSubmit={async ({ address }) => setSent(await domainVerifyEmailSend(owner, domain.uuid, address))}
    >
      <NativeSelect label="Send the code to" data={addresses} {...form.getInputProps("address")} />
    </ApiForm>
  );
}

interface EnterCodeProps extends OwnershipProps {
  sent: { address: string; expires_at: string };
  onBack: () => void;
}

function EnterCode({ owner, domain, sent, onBack }: EnterCodeProps) {
  const queryClient = useQueryClient();
  const form = useForm({ initialValues: { code: "" } });
  return (
    <Stack gap={12}>
      <Text role="status">
        A code is on its way to {sent.address}. It is valid until <Time at={sent.expires_at} />.
      </Text>
      <ApiForm
        needs="change domains"
        form={form}
        submitLabel="Verify domain"
        onSubmit={async ({ code }) => {
          const verified = await domainVerifyEmailConfirm(owner, domain.uuid, code.replace(/\s/g, ""));
          queryClient.setQueryData(domainGet(owner, domain.uuid).queryKey, verified);
          await refresh(queryClient, "domain_records", "domain_list", "server_header");
          succeed(`${domain.name} is verified`);
        }}
      >
        <TextInput
          label="Code"
          description="Eight digits."
          inputMode="numeric"
          autoComplete="one-time-code"
          w={200}
          autoFocus
          {...form.getInputProps("code")}
        />
      </ApiForm>
      <Group>
        <Button variant="subtle" onClick={onBack}>
          Send another code
        </Button>
      </Group>
    </Stack>
  );
}
