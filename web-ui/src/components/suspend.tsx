import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { openDialog } from "../ui/overlays";
import { ApiForm } from "./ApiForm";
import { succeed } from "./ask";

interface Suspension {
  /** Of what is suspended. */
  name: string;
  kind: "server" | "organization";
  suspend: (reason: string) => Promise<void>;
}

/** Asks for the reason, which the members will read. */
export function openSuspend(suspension: Suspension): void {
  const close = openDialog({
    title: `Suspend ${suspension.name}?`,
    children: <SuspendForm suspension={suspension} onClose={() => close()} />,
  });
}

function SuspendForm({
  suspension: { name, kind, suspend },
  onClose,
}: {
  suspension: Suspension;
  onClose: () => void;
}) {
  const form = useForm({ initialValues: { reason: "" } });
  return (
    <ApiForm
      form={form}
      submitLabel={`Suspend ${kind}`}
      onCancel={onClose}
      onSubmit={async ({ reason }) => {
        await suspend(reason);
        onClose();
        succeed(`${name} has been suspended`);
      }}
    >
      <TextInput
        label="Reason"
        description={kind === "server" ? "Shown to the members and sent to them by e-mail." : "Shown to the members."}
        data-autofocus
        {...form.getInputProps("reason")}
      />
    </ApiForm>
  );
}
