import { Button, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useState } from "react";
import { ApiError } from "../../api/errors";
import { type Challenge, secondFactor, type Session } from "../../api/session";
import { ApiForm } from "../../components/ApiForm";
import { EntryPage } from "../../components/EntryPage";

/** A login that has come to its second factor. */
export interface Pending {
  challenge: Challenge;
  then: (session: Session) => Promise<void>;
}

interface CodeStepProps {
  pending: Pending;
  /** Back to the password. */
  onBack: () => void;
}

/** The second step of a login: a code of the app, or a recovery code. */
export function CodeStep({ pending, onBack }: CodeStepProps) {
  const [isOver, setOver] = useState(false);
  const form = useForm({
    initialValues: { code: "" },
    validate: { code: (value) => (value.trim() === "" ? "Enter the code" : null) },
  });
  return (
    <EntryPage title="Enter your code" lead="The six digits that your app shows now, or one of your recovery codes.">
      <ApiForm
        look="entry"
        form={form}
        submitLabel="Log in"
        onSubmit={async ({ code }) => {
          const session = await secondFactor(pending.challenge.challenge, code.trim()).catch((error: unknown) => {
            form.setFieldValue("code", "");
            setOver(error instanceof ApiError && error.code === "login_over");
            throw error;
          });
          await pending.then(session);
        }}
      >
        <TextInput label="Code" autoComplete="one-time-code" autoFocus {...form.getInputProps("code")} />
      </ApiForm>
      <Button variant={isOver ? "default" : "subtle"} onClick={onBack}>
        Back to the password
      </Button>
    </EntryPage>
  );
}
