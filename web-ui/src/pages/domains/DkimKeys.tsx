import { Group, Text } from "@mantine/core";
import { IconKey, IconUpload } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { type Domain, domainDkimCancel, domainDkimRotate, type DomainRecord } from "../../api/domains";
import { refresh } from "../../api/list";
import type { ServerPath } from "../../api/servers";
import { ActionButton } from "../../components/ActionButton";
import { ask } from "../../components/ask";
import { Section } from "../../ui/Section";
import { openDkimImport } from "./DkimImport";

interface DkimKeysProps {
  path: ServerPath;
  domain: Domain;
  records: DomainRecord[];
}

/** The exchange of the key that signs mail. The records of all keys stand above. */
export function DkimKeys({ path, domain, records }: DkimKeysProps) {
  const queryClient = useQueryClient();
  const changed = () => refresh(queryClient, "domain_records", "domain_get", "domain_list");
  const stages = new Set(records.map(({ dkim_key }) => dkim_key));
  const isPending = stages.has("pending");
  const rotate = () =>
    ask({
      title: "Make a new DKIM key?",
      body: "You get one more record to publish. Until it is seen the key of before goes on signing, so that no message is unsigned. Its record is needed for seven days more.",
      confirmLabel: "Make a new key",
      success: "There is a new key: publish its record",
      action: async () => {
        await domainDkimRotate(path, domain.uuid);
        await changed();
      },
    });
  const cancel = () =>
    ask({
      title: "Drop the new DKIM key?",
      body: "The key that signs goes on. The record of the new one, if it is published, can be removed.",
      confirmLabel: "Drop the new key",
      success: "The new key has been dropped",
      action: async () => {
        await domainDkimCancel(path, domain.uuid);
        await changed();
      },
    });
  return (
    <Section
      title="DKIM keys"
      help="A key can be exchanged for a new one without a gap, for example once a year or when somebody may have read it."
    >
      {isPending && <Text mb={12}>A new key waits for its record. It signs as soon as the record is seen.</Text>}
      {stages.has("retired") && <Text mb={12}>The key of before has signed mail that may be on its way.</Text>}
      {stages.has("removable") && <Text mb={12}>The record of an old key can be removed.</Text>}
      <Group>
        {isPending ? (
          <ActionButton needs="change domains" variant="default" onClick={cancel}>
            Drop the new key
          </ActionButton>
        ) : (
          <>
            <ActionButton
              needs="change domains"
              variant="default"
              leftSection={<IconKey size={16} aria-hidden />}
              onClick={rotate}
            >
              Make a new key
            </ActionButton>
            <ActionButton
              needs="change domains"
              variant="default"
              leftSection={<IconUpload size={16} aria-hidden />}
              onClick={() => openDkimImport(path, domain, changed)}
            >
              Import a key
            </ActionButton>
          </>
        )}
      </Group>
    </Section>
  );
}
