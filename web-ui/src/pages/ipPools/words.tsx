import { IconAlertTriangle, IconCircleCheck, IconPlugConnectedX, IconStar } from "@tabler/icons-react";
import type { IpAddress, IpRule } from "../../api/ipPools";
import { Mark } from "../../ui/Mark";

export function DefaultMark() {
  return (
    <Mark tone="blue" icon={IconStar} title="New organizations get this pool">
      Default
    </Mark>
  );
}

/** Whether a worker has found the address on its machine. */
export function PresenceMark({ address }: { address: IpAddress }) {
  const { machines } = address;
  return machines.length > 0 ? (
    <Mark tone="green" icon={IconCircleCheck} title={`On ${machines.join(", ")}`}>
      Present
    </Mark>
  ) : (
    <Mark tone="amber" icon={IconPlugConnectedX} title="No worker has found this address on its machine">
      Missing
    </Mark>
  );
}

export function TakenAwayMark() {
  return (
    <Mark tone="amber" icon={IconAlertTriangle} title="The organization may not choose it any more, but still uses it">
      Taken away
    </Mark>
  );
}

const lines = (text: string | undefined) => (text ? text.split("\n") : []);

/** "From news@acme.example, acme.example or to gmail.com". */
export function conditionText({ from_text, to_text }: IpRule): string {
  const from = lines(from_text).join(", ");
  const to = lines(to_text).join(", ");
  if (!from) return `To ${to}`;
  return to ? `From ${from} or to ${to}` : `From ${from}`;
}
