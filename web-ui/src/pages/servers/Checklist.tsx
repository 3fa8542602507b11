import { IconCircle, IconCircleCheckFilled } from "@tabler/icons-react";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { credentialList } from "../../api/credentials";
import { domainChoices } from "../../api/domains";
import { pollMilliseconds } from "../../api/list";
import { routeList } from "../../api/routes";
import type { ServerPath } from "../../api/servers";
import { ActionButton } from "../../components/ActionButton";
import type { Deed } from "../../components/roles";
import { paths } from "../../paths";
import { Section } from "../../ui/Section";
import classes from "./Checklist.module.css";

interface Step {
  title: string;
  help: string;
  isDone: boolean;
  to: string;
  action: string;
  needs: Deed;
  /** Not everybody needs it: the list does not wait for it. */
  isOptional?: boolean;
}

/** What a new server still needs. Each step ticks itself; when all are done the list is gone. */
export function Checklist({ path, hasMessages }: { path: ServerPath; hasMessages: boolean | undefined }) {
  const domains = useQuery({ ...domainChoices(path), refetchInterval: pollMilliseconds });
  const routes = useInfiniteQuery({ ...routeList(path), refetchInterval: pollMilliseconds });
  const credentials = useInfiniteQuery({ ...credentialList(path), refetchInterval: pollMilliseconds });
  if (!domains.data || !credentials.data || hasMessages === undefined) return null;

  const allDomains = domains.data;
  const first = allDomains[0];
  const steps: Step[] = [
    {
      title: "Add a domain",
      help: "Mail may only be sent from domains that you own.",
      isDone: first !== undefined,
      to: paths.domainNew(path),
      action: "Add domain",
      needs: "change domains",
    },
    {
      title: "Publish its records",
      help: "They prove that the domain is yours, and let receivers trust its mail.",
      isDone: allDomains.some(
        (domain) => domain.verified_at && domain.spf.status === "OK" && domain.dkim.status === "OK",
      ),
      to: first ? paths.domain(path, first.uuid) : paths.domains(path),
      action: "See records",
      needs: "change domains",
    },
    {
      title: "Create a credential",
      help: "An SMTP password or an API key for your application.",
      isDone: credentials.data.pages.some((page) => page.items.length > 0),
      to: paths.credentialNew(path),
      action: "Create credential",
      needs: "change credentials",
    },
    {
      title: "Send the first message",
      help: "From your application, or a test message from here.",
      isDone: hasMessages,
      to: paths.messageNew(path),
      action: "Send test message",
      needs: "send messages",
    },
    {
      title: "Receive mail",
      help: "If you want to: a route says which address is taken, and the MX record of the domain brings its mail here.",
      isDone: routes.data?.pages.some((page) => page.items.length > 0) ?? false,
      to: paths.routes(path),
      action: "Set up a route",
      needs: "change routes",
      isOptional: true,
    },
  ];
  const next = steps.find((step) => !step.isDone && !step.isOptional);
  if (!next) return null;
  return (
    <Section title="Getting started">
      <ol className={classes.steps}>
        {steps.map((step) => (
          <li key={step.title} className={classes.step}>
            {step.isDone ? (
              <IconCircleCheckFilled size={22} color="var(--tone-green)" role="img" aria-label="Done" />
            ) : (
              <IconCircle size={22} stroke={1.5} color="var(--mantine-color-dimmed)" role="img" aria-label="To do" />
            )}
            <div className={classes.text}>
              <div className={step.isDone ? classes.done : classes.title}>{step.title}</div>
              <div className={classes.help}>{step.help}</div>
            </div>
            {!step.isDone && (
              <ActionButton needs={step.needs} to={step.to} variant={step === next ? "filled" : "default"}>
                {step.action}
              </ActionButton>
            )}
          </li>
        ))}
      </ol>
    </Section>
  );
}
