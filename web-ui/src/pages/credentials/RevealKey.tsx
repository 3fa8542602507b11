import { IconEye } from "@tabler/icons-react";
import { useMutation } from "@tanstack/react-query";
import { credentialReveal } from "../../api/credentials";
import type { ServerPath } from "../../api/servers";
import { ActionButton } from "../../components/ActionButton";
import { fail } from "../../components/ask";
import { CodeBlock } from "../../ui/CodeBlock";

/** SMTP passwords can be shown again; asking for one is not a read, so it happens only on a click. */
export function RevealKey({ path, uuid }: { path: ServerPath; uuid: string }) {
  const reveal = useMutation({ mutationFn: () => credentialReveal(path, uuid), onError: fail, gcTime: 0 });
  return reveal.data ? (
    <CodeBlock code={reveal.data.key} label="SMTP password" wrap />
  ) : (
    <ActionButton
      needs="change credentials"
      variant="default"
      leftSection={<IconEye size={16} aria-hidden />}
      loading={reveal.isPending}
      onClick={() => reveal.mutate()}
    >
      Show password
    </ActionButton>
  );
}
