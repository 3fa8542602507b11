import { IconKey, IconPlus } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type Credential, credentialList } from "../../api/credentials";
import { ActionButton } from "../../components/ActionButton";
import { Page } from "../../components/Page";
import { QueryTable } from "../../components/QueryTable";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { Time } from "../../ui/Time";
import { HoldMark, keyText, kindWords } from "./words";

const lastUse = (credential: Credential) =>
  credential.last_used_at ? <Time at={credential.last_used_at} /> : "Not used yet";

export default function CredentialListPage() {
  const path = useServerPath();
  const query = useInfiniteQuery(credentialList(path));
  const create = (
    <ActionButton
      needs="change credentials"
      to={paths.credentialNew(path)}
      leftSection={<IconPlus size={16} aria-hidden />}
    >
      New credential
    </ActionButton>
  );
  return (
    <Page title="Credentials" lead="What applications log in with to send through this server." action={create}>
      <QueryTable
        label="Credentials"
        query={query}
        rowKey={(credential) => credential.uuid}
        rowTo={(credential) => paths.credential(path, credential.uuid)}
        columns={[
          {
            id: "name",
            header: "Name",
            cell: (credential) => <bdi style={{ fontWeight: 500 }}>{credential.name}</bdi>,
          },
          { id: "type", header: "Type", width: 140, cell: (credential) => kindWords[credential.type].label },
          { id: "key", header: "Key", width: 200, cell: (credential) => <code>{keyText(credential)}</code> },
          { id: "hold", header: "State", width: 130, cell: (credential) => <HoldMark credential={credential} /> },
          { id: "used", header: "Last used", width: 130, cell: lastUse },
        ]}
        narrow={(credential) => ({
          first: <bdi style={{ fontWeight: 500 }}>{credential.name}</bdi>,
          second: (
            <>
              <span>
                {kindWords[credential.type].label} · {keyText(credential)}
              </span>
              <span>{lastUse(credential)}</span>
            </>
          ),
        })}
        empty={
          <EmptyState icon={IconKey} title="No credential yet" action={create}>
            Create an API key or an SMTP password. You get ready code to send the first message with it.
          </EmptyState>
        }
      />
    </Page>
  );
}
