import { Button, Group, Stack } from "@mantine/core";
import { IconArrowBackUp } from "@tabler/icons-react";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { refresh } from "../../api/list";
import { deletedServers, type Server, serverRestore } from "../../api/servers";
import { act } from "../../components/ask";
import { useDenial } from "../../components/roles";
import { Section } from "../../ui/Section";
import { Time } from "../../ui/Time";

/** Mail servers that somebody has deleted a short while ago, for those who may bring them back. */
export function DeletedServers({ org }: { org: string }) {
  const mayRestore = useDenial("delete servers") === undefined;
  const { data } = useQuery({ ...deletedServers(org), enabled: mayRestore });
  const queryClient = useQueryClient();
  const servers = data?.items ?? [];
  if (servers.length === 0) return null;
  const restore = (server: Server) =>
    void act(async () => {
      await serverRestore(org, server.uuid);
      await refresh(queryClient, "server_list", "server_list_deleted", "server_get");
    }, `${server.name} is back`);
  return (
    <Section title="Deleted" help="They come back with their mail as long as they stand here: less than an hour.">
      <Stack gap={8} maw={560}>
        {servers.map((server) => (
          <Group key={server.uuid} justify="space-between">
            <span>
              <bdi>{server.name}</bdi>, deleted {server.deleted_at && <Time at={server.deleted_at} />}
            </span>
            <Button
              variant="default"
              size="xs"
              leftSection={<IconArrowBackUp size={16} aria-hidden />}
              onClick={() => restore(server)}
            >
              Restore {server.name}
            </Button>
          </Group>
        ))}
      </Stack>
    </Section>
  );
}
