import { Button, Tabs } from "@mantine/core";
import { IconDownload, IconLock } from "@tabler/icons-react";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { type LoaderFunctionArgs, useNavigate, useParams } from "react-router";
import { messageActivity, messageDeliveries, messageGet, messageRawUrl } from "../../api/messages";
import { queryClient } from "../../api/queryClient";
import { MessageMark } from "../../components/MessageMark";
import { Page } from "../../components/Page";
import { useDenial } from "../../components/roles";
import { serverPathOf, useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { EmptyState } from "../../ui/EmptyState";
import { ChecksTab } from "./ChecksTab";
import { AttachmentsTab, HeadersTab, HtmlTab, SourceTab, TextTab } from "./content";
import { headline } from "./headline";
import { MessageActions } from "./MessageActions";
import { MessageFacts } from "./MessageFacts";
import classes from "./MessagePage.module.css";
import { Timeline } from "./Timeline";

export async function loader({ params }: LoaderFunctionArgs) {
  const id = Number(params.id);
  if (!Number.isSafeInteger(id)) throw new Response(null, { status: 404 });
  await queryClient.query(messageGet(serverPathOf(params), id));
  return null;
}

const tabs = ["activity", "html", "plain", "source", "headers", "attachments", "spam_checks"] as const;
type Tab = (typeof tabs)[number];

const tabWords: Record<Tab, string> = {
  activity: "Activity",
  html: "HTML",
  plain: "Text",
  source: "Source",
  headers: "Headers",
  attachments: "Attachments",
  spam_checks: "Checks",
};

/** What happened to a message and what was found in it are no content. */
const isContent = (tab: Tab) => tab !== "activity" && tab !== "spam_checks";

export default function MessagePage() {
  const path = useServerPath();
  const params = useParams();
  const navigate = useNavigate();
  const id = Number(params.id);
  const { data: message } = useSuspenseQuery(messageGet(path, id));
  const denied = useDenial("read content");
  const deliveries = useQuery(messageDeliveries(path, id));
  // Nothing tells of readers when nothing is tracked.
  const isTracked = message.tracked_links + message.tracked_images > 0;
  const activity = useQuery({ ...messageActivity(path, id), enabled: isTracked });
  const tab = tabs.find((known) => known === params.tab) ?? "activity";

  const contents: Record<Tab, () => ReactNode> = {
    activity: () => (
      <Timeline path={path} message={message} deliveries={deliveries} activity={activity.data?.items ?? []} />
    ),
    html: () => <HtmlTab path={path} id={id} />,
    plain: () => <TextTab path={path} id={id} />,
    source: () => <SourceTab path={path} id={id} />,
    headers: () => <HeadersTab path={path} id={id} />,
    attachments: () => <AttachmentsTab path={path} id={id} />,
    spam_checks: () => <ChecksTab message={message} />,
  };

  return (
    <Page
      title={message.subject || "No subject"}
      lead={
        <div className={classes.headline}>
          <MessageMark status={message.status} filled />
          <span>{headline(message, deliveries.data?.items ?? [])}</span>
        </div>
      }
      action={<MessageActions path={path} message={message} />}
    >
      <div className={classes.columns}>
        <div className={classes.main}>
          <Tabs
            value={tab}
            onChange={(next) =>
              void navigate(paths.message(path, id, next === "activity" || next === null ? "" : next), {
                replace: true,
                preventScrollReset: true,
              })
            }
            keepMounted={false}
          >
            <Tabs.List aria-label="Parts of the message">
              {tabs.map((value) => (
                <Tabs.Tab key={value} value={value} className={classes.tab}>
                  {tabWords[value]}
                </Tabs.Tab>
              ))}
            </Tabs.List>
            <Tabs.Panel value={tab} pt={20}>
              {isContent(tab) && denied !== undefined ? (
                <EmptyState icon={IconLock} title="Only what happened to it">
                  {denied}
                </EmptyState>
              ) : (
                contents[tab]()
              )}
            </Tabs.Panel>
          </Tabs>
        </div>
        <aside className={classes.side} aria-label="Facts">
          <MessageFacts path={path} message={message} />
          {message.has_content && denied === undefined && (
            <Button
              component="a"
              href={messageRawUrl(path, id)}
              download={`Message-${path.org}-${path.server}-${id}.eml`}
              variant="default"
              mt={20}
              leftSection={<IconDownload size={16} aria-hidden />}
            >
              Download source
            </Button>
          )}
          {!message.has_content && (
            <p className={classes.note}>
              {message.store_content
                ? "The content has been removed by retention; what happened to it is kept longer."
                : "The content was removed as soon as the message was done, as its sender asked. It cannot be shown or sent again."}
            </p>
          )}
        </aside>
      </div>
    </Page>
  );
}
