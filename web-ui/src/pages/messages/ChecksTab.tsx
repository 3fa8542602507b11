import { Alert, Stack, Table, Text, Title } from "@mantine/core";
import {
  IconAlertTriangle,
  IconCircleCheck,
  IconCircleDashed,
  IconCircleX,
  IconShieldCheck,
  IconShieldX,
  type Icon,
} from "@tabler/icons-react";
import type { MessageDetails } from "../../api/messages";
import { EmptyState } from "../../ui/EmptyState";
import { Mark } from "../../ui/Mark";
import type { Tone } from "../../ui/tone";
import classes from "./ChecksTab.module.css";
import { type Proof, proofsOf } from "./verification";

const score = (value: number) => value.toFixed(1);

/** What inspection for spam said, with the score. */
export function SpamMark({ message }: { message: MessageDetails }) {
  const points = message.spam_score === undefined ? "" : `, score ${score(message.spam_score)}`;
  switch (message.spam_status) {
    case "Spam":
      return (
        <Mark tone="red" icon={IconCircleX}>
          Spam{points}
        </Mark>
      );
    case "NotSpam":
      return (
        <Mark tone="green" icon={IconCircleCheck}>
          No spam{points}
        </Mark>
      );
    case "NotChecked":
      return (
        <Mark tone="grey" icon={IconCircleDashed}>
          Not checked
        </Mark>
      );
  }
}

export function ThreatMark({ message }: { message: MessageDetails }) {
  return (
    <Mark tone="red" icon={IconAlertTriangle}>
      {message.threat_details ?? "Found"}
    </Mark>
  );
}

/** What was found in the message, and what proves its sender. */
export function ChecksTab({ message }: { message: MessageDetails }) {
  const proofs = proofsOf(message.verification);
  if (message.spam_status === "NotChecked" && proofs.length === 0 && !message.threat) {
    return (
      <EmptyState icon={IconShieldX} title="Nothing was checked">
        No scanner has looked at this message, and its sender was not verified.
      </EmptyState>
    );
  }
  return (
    <Stack gap={32}>
      {message.threat && (
        <Alert color="red" icon={<IconAlertTriangle aria-hidden />} title="A threat was found">
          {message.threat_details ?? "The scanner does not say which."}
        </Alert>
      )}
      {proofs.length > 0 && <Sender proofs={proofs} />}
      <Spam message={message} />
    </Stack>
  );
}

const icons: Record<Tone, Icon> = {
  green: IconShieldCheck,
  red: IconShieldX,
  amber: IconAlertTriangle,
  blue: IconCircleDashed,
  grey: IconCircleDashed,
  violet: IconCircleDashed,
};

function Sender({ proofs }: { proofs: Proof[] }) {
  return (
    <section aria-label="Sender">
      <Title order={2} mb={8}>
        Sender
      </Title>
      <dl className={classes.proofs}>
        {proofs.map(({ name, result, tone, text }) => (
          <div key={name} className={classes.proof}>
            <dt>{name}</dt>
            <dd className={classes.result}>
              <Mark tone={tone} icon={icons[tone]}>
                {result}
              </Mark>
            </dd>
            <dd className={classes.text}>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

function Spam({ message }: { message: MessageDetails }) {
  const checks = message.spam_checks.toSorted((a, b) => b.score - a.score);
  return (
    <section aria-label="Spam">
      <Title order={2} mb={8}>
        Spam
      </Title>
      <SpamMark message={message} />
      {checks.length > 0 ? (
        <Table aria-label="Spam checks" verticalSpacing={6} mt={12}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th ta="right" w={72}>
                Score
              </Table.Th>
              <Table.Th>Check</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {checks.map((check, index) => (
              <Table.Tr key={`${check.code} ${index}`}>
                <Table.Td ta="right" className={`tabular ${classes.score}`}>
                  {score(check.score)}
                </Table.Td>
                <Table.Td className={classes.check}>
                  <code>{check.code}</code>
                  {check.description && <div className={classes.text}>{check.description}</div>}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      ) : (
        message.spam_status !== "NotChecked" && (
          <Text c="dimmed" mt={8}>
            No rule of the scanners matched.
          </Text>
        )
      )}
    </section>
  );
}
