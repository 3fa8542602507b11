import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { type ServerPath, serverSuspend } from "../../api/servers";
import { ApiForm } from "../../components/ApiForm";
import { succeed } from "../../components/ask";
import { openDialog } from "../../ui/overlays";

/** Asks for the reason, which the members will read. */
export function openSuspend(path: ServerPath, name: string, onDone: () => Promise<void>): void {
  const close = openDialog({
    title: `Suspend ${name}?`,
    children: (
      <SuspendForm
        path={path}
        onDone={async () => {
          await onDone();
          close();
          succeed(`${name} has been suspended`);
        }}
        onCancel={() => close()}
      />
    ),
  });
}

interface SuspendFormProps {
  path: ServerPath;
  onDone: () => Promise<void>;
  onCancel: () => void;
}

function SuspendForm({ path, onDone, onCancel }: SuspendFormProps) {
  const form = useForm({ initialValues: { reason: "" } });
  return (
    <ApiForm
      form={form}
      submitLabel="Suspend server"
      onCancel={onCancel}
      onSubmit={async ({ reason }) => {
        await serverSuspend(path, reason);
        await onDone();
      }}
    >
      <TextInput
        label="Reason"
        description="Shown to the members and sent to them by e-mail."
        data-autofocus
        {...form.getInputProps("reason")}
      />
    </ApiForm>
  );
}
