import { Alert, Button, Group, Skeleton, Stack, Table, Text } from "@mantine/core";
import { IconFileOff, IconPaperclip, IconPhotoOff, IconShieldCheck } from "@tabler/icons-react";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { messageOf } from "../../api/errors";
import {
  attachmentUrl,
  messageAttachments,
  messageHeaders,
  messageHasHtml,
  messageHtmlUrl,
  messagePlain,
  messageSource,
} from "../../api/messages";
import type { ServerPath } from "../../api/servers";
import { CodeBlock } from "../../ui/CodeBlock";
import { EmptyState } from "../../ui/EmptyState";
import { MailFrame } from "../../ui/MailFrame";
import { formatBytes } from "../../util/format";
import { signedFields } from "../../util/signed";
import classes from "./content.module.css";

interface TabProps {
  path: ServerPath;
  id: number;
}

export function TextTab({ path, id }: TabProps) {
  return (
    <Loaded query={useQuery(messagePlain(path, id))} missing="This message has no text part">
      {(text) => (text ? <pre className={classes.text}>{text}</pre> : null)}
    </Loaded>
  );
}

export function HtmlTab({ path, id }: TabProps) {
  const [images, setImages] = useState(false);
  return (
    <Loaded query={useQuery(messageHasHtml(path, id))} missing="This message has no HTML part">
      {(there) =>
        there ? (
          <Stack gap={12}>
            {!images && (
              <Group gap={12}>
                <Text c="dimmed" className={classes.images}>
                  <IconPhotoOff size={18} aria-hidden />
                  Remote images are off, because loading them tells the sender.
                </Text>
                <Button size="xs" variant="default" onClick={() => setImages(true)}>
                  Show images
                </Button>
              </Group>
            )}
            <MailFrame src={messageHtmlUrl(path, id, images)} />
          </Stack>
        ) : null
      }
    </Loaded>
  );
}

export function SourceTab({ path, id }: TabProps) {
  return (
    <Loaded query={useQuery(messageSource(path, id))} missing="The content of this message has been removed">
      {(source) => <CodeBlock code={source} label="Source of the message" />}
    </Loaded>
  );
}

export function HeadersTab({ path, id }: TabProps) {
  const query = useQuery(messageHeaders(path, id));
  const signed = signedFields(query.data?.items ?? []);
  return (
    <Loaded query={query} missing="The content of this message has been removed">
      {(data) =>
        data.items.length > 0 ? (
          <Table aria-label="Headers" layout="fixed" verticalSpacing={6}>
            <Table.Thead className={classes.quiet}>
              <Table.Tr>
                <Table.Th w="28%">Name</Table.Th>
                <Table.Th>Value</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.items.flatMap(({ name, values }) =>
                values.map((value, index) => (
                  <Table.Tr key={`${name} ${index}`}>
                    <Table.Th scope="row" className={classes.headerName}>
                      {name}
                      {signed.has(name.toLowerCase()) && (
                        <span className={classes.signed} title="Covered by the DKIM signature">
                          <IconShieldCheck size={14} aria-hidden /> signed
                        </span>
                      )}
                    </Table.Th>
                    <Table.Td className={classes.headerValue}>{value}</Table.Td>
                  </Table.Tr>
                )),
              )}
            </Table.Tbody>
          </Table>
        ) : null
      }
    </Loaded>
  );
}

export function AttachmentsTab({ path, id }: TabProps) {
  return (
    <Loaded query={useQuery(messageAttachments(path, id))} missing="This message has no attachments">
      {(data) =>
        data.items.length > 0 ? (
          <ul className={classes.attachments}>
            {data.items.map((attachment) => (
              <li key={attachment.index}>
                <IconPaperclip size={18} aria-hidden />
                <a href={attachmentUrl(path, id, attachment.index)} download={attachment.name}>
                  {attachment.name}
                </a>
                <span>
                  {attachment.content_type}, {formatBytes(attachment.size_bytes)}
                </span>
              </li>
            ))}
          </ul>
        ) : null
      }
    </Loaded>
  );
}

interface LoadedProps<T> {
  query: UseQueryResult<T | null>;
  /** Said when there is no such part. */
  missing: string;
  /** `null`: there is nothing to show. */
  children: (data: T) => ReactNode;
}

function Loaded<T>({ query, missing, children }: LoadedProps<T>) {
  if (query.isPending) {
    return (
      <Stack gap={10} role="status" aria-label="Loading">
        {[90, 75, 82, 40].map((width) => (
          <Skeleton key={width} height={12} width={`${width}%`} />
        ))}
      </Stack>
    );
  }
  if (query.isError) {
    return (
      <Alert color="red" title="This part could not be loaded">
        {messageOf(query.error)}
      </Alert>
    );
  }
  const content = query.data === null ? null : children(query.data);
  return content ?? <EmptyState icon={IconFileOff} title={missing} />;
}
