import { Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { type Domain, domainDkimImport } from "../../api/domains";
import type { ServerPath } from "../../api/servers";
import { ApiForm } from "../../components/ApiForm";
import { succeed } from "../../components/ask";
import { openDialog } from "../../ui/overlays";

/** Asks for a key that somebody has already, for example the one of the system before. */
export function openDkimImport(path: ServerPath, domain: Domain, onDone: () => Promise<void>): void {
  const close = openDialog({
    title: `Import a DKIM key for ${domain.name}`,
    size: "lg",
    children: (
      <DkimImport
        path={path}
        domain={domain}
        onDone={async () => {
          await onDone();
          close();
          succeed("The key has been imported and signs as soon as its record is seen");
        }}
        onCancel={() => close()}
      />
    ),
  });
}

interface DkimImportProps {
  path: ServerPath;
  domain: Domain;
  onDone: () => Promise<void>;
  onCancel: () => void;
}

function DkimImport({ path, domain, onDone, onCancel }: DkimImportProps) {
  const form = useForm({ initialValues: { selector: "", private_key: "" } });
  return (
    <ApiForm
      form={form}
      submitLabel="Import key"
      onCancel={onCancel}
      onSubmit={async ({ selector, private_key }) => {
        await domainDkimImport(path, domain.uuid, { selector: selector.trim(), private_key });
        await onDone();
      }}
    >
      <TextInput
        label="Selector"
        description={`The record stands at selector._domainkey.${domain.name}.`}
        placeholder="mail2025"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        data-autofocus
        {...form.getInputProps("selector")}
      />
      <Textarea
        label="Private key"
        description="RSA in PEM, 1024 to 8192 bits. It is stored encrypted and never shown again."
        placeholder="-----BEGIN PRIVATE KEY-----"
        autosize
        minRows={6}
        maxRows={14}
        autoComplete="off"
        spellCheck={false}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
        {...form.getInputProps("private_key")}
      />
    </ApiForm>
  );
}
