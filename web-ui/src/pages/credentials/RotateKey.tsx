import { Alert } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { credentialRotate, type CredentialRotated } from "../../api/credentials";
import { refresh } from "../../api/list";
import type { ServerPath } from "../../api/servers";
import { ActionButton } from "../../components/ActionButton";
import { ask } from "../../components/ask";
import { CodeBlock } from "../../ui/CodeBlock";
import { Time } from "../../ui/Time";

/** A new key; the one before works on for a day, so that programs can be changed one by one. */
export function RotateKey({ path, uuid, name }: { path: ServerPath; uuid: string; name: string }) {
  const queryClient = useQueryClient();
  const [rotated, setRotated] = useState<CredentialRotated>();
  const rotate = () =>
    ask({
      title: `Make a new key for ${name}?`,
      body: "The key of now works on for 24 hours. Give the new one to all programs until then.",
      confirmLabel: "Make new key",
      success: "There is a new key",
      action: async () => {
        setRotated(await credentialRotate(path, uuid));
        await refresh(queryClient, "credential_get", "credential_list");
      },
    });
  return (
    <>
      <ActionButton
        needs="change credentials"
        variant="default"
        leftSection={<IconRefresh size={16} aria-hidden />}
        onClick={rotate}
      >
        Make a new key
      </ActionButton>
      {rotated && (
        <Alert role="status" color="green" mt={12} title="The new key">
          <CodeBlock code={rotated.key} label="New key" wrap />
          {rotated.previous_key_until && (
            <div>
              The key before ends <Time at={rotated.previous_key_until} />.
            </div>
          )}
        </Alert>
      )}
    </>
  );
}
