import { Badge, Text, Title } from "@mantine/core";
import { IconCircleCheck } from "@tabler/icons-react";
import type { ReactNode } from "react";
import type { Domain, DomainRecord } from "../../api/domains";
import { CopyButton } from "../../ui/CopyButton";
import { Mark } from "../../ui/Mark";
import { CheckMark } from "./marks";
import classes from "./RecordItem.module.css";

/** What each record is for, in one sentence. */
const purposes: Record<DomainRecord["purpose"], { title: string; help: string }> = {
  verification: { title: "Ownership", help: "Proves that you control the domain." },
  spf: {
    title: "SPF",
    help: "Says that our servers may send mail for this domain. An existing SPF record is extended, not doubled.",
  },
  dkim: { title: "DKIM", help: "Lets receivers check the signature on each message." },
  return_path: { title: "Return path", help: "Makes bounces come back under your own name, which helps DMARC." },
  mx: {
    title: "MX",
    help: "Only needed when mail for this domain should be received here. Then it needs a route, too.",
  },
  dmarc: { title: "DMARC", help: "Tells receivers what to do with mail that only pretends to come from you." },
};

/** What becomes of a DKIM record while keys are exchanged; the active key needs no words. */
const stages: Record<NonNullable<DomainRecord["dkim_key"]>, { title: string; help: string } | undefined> = {
  active: undefined,
  pending: {
    title: "DKIM, new key",
    help: "Publish it beside the record of the key in use. The new key signs as soon as the record is seen.",
  },
  retired: {
    title: "DKIM, previous key",
    help: "Leave the record for seven days: messages that this key signed may still be on their way.",
  },
  removable: { title: "DKIM, old key", help: "Nothing needs the record any more. Remove it." },
};

/** One line of the checklist: state, purpose, what to publish, and what we see now. */
export function RecordItem({ record, domain }: { record: DomainRecord; domain: Domain }) {
  const { title, help } = (record.dkim_key && stages[record.dkim_key]) ?? purposes[record.purpose];
  const isProven = record.purpose === "verification" && Boolean(domain.verified_at);
  return (
    <section className={classes.record} aria-label={`${title} record`}>
      <div className={classes.head}>
        <Title order={2}>{title}</Title>
        {!record.required && !isProven && (
          <Badge variant="default" size="sm" tt="none" fw={400}>
            Optional
          </Badge>
        )}
        {isProven ? (
          <Mark tone="green" icon={IconCircleCheck}>
            Verified
          </Mark>
        ) : (
          <CheckMark check={record} optional={!record.required} />
        )}
      </div>
      <Text c="dimmed" maw={680}>
        {isProven ? "It is proven that the domain is yours. The record may be removed." : help}
      </Text>
      {!isProven && <Values record={record} title={title} domain={domain} />}
    </section>
  );
}

function Values({ record, title, domain }: { record: DomainRecord; title: string; domain: Domain }) {
  return (
    <dl className={classes.values}>
      <Value name="Type">{record.type}</Value>
      <Value
        name="Name"
        copies={[
          {
            label: `Copy ${record.name === record.full_name ? "" : "short "}name of the ${title} record`,
            text: record.name === record.full_name ? "Copy" : "Short",
            value: record.name,
          },
          { label: `Copy full name of the ${title} record`, text: "Full", value: record.full_name },
        ]}
      >
        <code>{record.name}</code>
        {record.name !== record.full_name && (
          <span className={classes.suffix}>
            {record.full_name.endsWith(`.${domain.name}`) && record.name !== "@"
              ? `.${domain.name}`
              : ` = ${record.full_name}`}
          </span>
        )}
      </Value>
      {typeof record.priority === "number" && <Value name="Priority">{record.priority}</Value>}
      <Value
        name="Value"
        copies={[
          { label: `Copy value of the ${title} record`, text: "Copy", value: record.value },
          ...stringsOf(record).map((value) => ({
            label: `Copy value of the ${title} record in strings`,
            text: "In strings",
            value,
          })),
        ]}
      >
        <code>{record.value}</code>
      </Value>
      {record.warning !== undefined && <Value name="Note">{record.warning}</Value>}
      {record.lookup_error !== undefined && <Value name="Look-up failed">{record.lookup_error}</Value>}
      {record.status !== undefined && (
        <Value name="Seen now">
          {record.status === "OK" ? (
            "The same"
          ) : (
            <>
              <span className={record.required ? classes.error : classes.quiet}>
                {record.error ?? "Something else"}
              </span>
              {record.found.map((found) => (
                <div key={found}>
                  <code>{found}</code>
                </div>
              ))}
            </>
          )}
        </Value>
      )}
      {record.purpose === "dmarc" && <Dmarc dmarc={domain.dmarc} />}
    </dl>
  );
}

/** Some providers want long values cut, each part in quotes. */
const stringsOf = ({ strings = [] }: DomainRecord) =>
  strings.length > 1 ? [strings.map((part) => `"${part}"`).join(" ")] : [];

const policyWords: Record<string, string> = {
  none: "Mail that fails is delivered all the same (none)",
  quarantine: "Mail that fails is treated as spam (quarantine)",
  reject: "Mail that fails is refused (reject)",
};

/** What the domain asks of receivers now, and what would come next. */
function Dmarc({ dmarc }: { dmarc: Domain["dmarc"] }) {
  const { policy, record_name, suggestion } = dmarc;
  return (
    <>
      {policy !== undefined && (
        <Value name="Policy">
          {policyWords[policy] ?? policy}
          {record_name !== undefined && <span className={classes.quiet}>, says {record_name}</span>}
        </Value>
      )}
      {suggestion !== undefined && <Value name="Next step">{suggestion}</Value>}
    </>
  );
}

interface ValueProps {
  name: string;
  copies?: { label: string; text: string; value: string }[];
  children: ReactNode;
}

function Value({ name, copies = [], children }: ValueProps) {
  const different = copies.filter((copy, index) => copies.findIndex(({ value }) => value === copy.value) === index);
  return (
    <div className={classes.value}>
      <dt>{name}</dt>
      <dd>{children}</dd>
      <dd className={classes.copies}>
        {different.map((copy) => (
          <CopyButton key={copy.label} {...copy} />
        ))}
      </dd>
    </div>
  );
}
