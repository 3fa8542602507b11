import { NumberInput, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { type IpAddress, ipAddressCreate, ipAddressUpdate, ipPoolOperations } from "../../api/ipPools";
import { refresh } from "../../api/list";
import { ApiForm } from "../../components/ApiForm";
import { succeed } from "../../components/ask";

interface Values extends Record<string, unknown> {
  ipv4: string;
  ipv6: string;
  hostname: string;
  /** A field that was emptied holds a text. */
  priority: number | string;
}

interface AddressFormProps {
  /** UUID of the pool. */
  pool: string;
  /** `null`: a new one. */
  address: IpAddress | null;
  onDone: () => void;
}

export function AddressForm({ pool, address, onDone }: AddressFormProps) {
  const queryClient = useQueryClient();
  const form = useForm<Values>({
    initialValues: {
      ipv4: address?.ipv4 ?? "",
      ipv6: address?.ipv6 ?? "",
      hostname: address?.hostname ?? "",
      priority: address?.priority ?? 100,
    },
  });
  return (
    <ApiForm
      form={form}
      submitLabel={address ? "Save" : "Add address"}
      onCancel={onDone}
      onSubmit={async (values) => {
        const ipv6 = values.ipv6.trim() || null;
        // An empty field means the usual weight.
        const weight = values.priority === "" ? 100 : Number(values.priority);
        const sent = { ipv4: values.ipv4.trim(), hostname: values.hostname.trim(), priority: weight };
        if (address) await ipAddressUpdate(pool, address.id, { ...sent, ipv6 });
        else await ipAddressCreate(pool, { ...sent, ipv6: ipv6 ?? undefined });
        await refresh(queryClient, ...ipPoolOperations);
        succeed(address ? "The address has been changed" : "The address has been added");
        onDone();
      }}
    >
      <TextInput
        label="IPv4 address"
        placeholder="192.0.2.10"
        autoComplete="off"
        data-autofocus
        {...form.getInputProps("ipv4")}
      />
      <TextInput
        label="IPv6 address"
        description="Empty: nothing is sent over IPv6 from here."
        placeholder="2001:db8::10"
        autoComplete="off"
        {...form.getInputProps("ipv6")}
      />
      <TextInput
        label="Host name"
        description="What Postal calls itself in EHLO. The reverse DNS record of the address must name it, and it must lead back."
        placeholder="mail1.example.com"
        autoCapitalize="none"
        autoComplete="off"
        {...form.getInputProps("hostname")}
      />
      <NumberInput
        label="Priority"
        description="0 to 100. An address with a higher one is chosen more often: use a low one while it warms up. 0: only when there is no other."
        min={0}
        max={100}
        clampBehavior="none"
        allowDecimal={false}
        {...form.getInputProps("priority")}
      />
    </ApiForm>
  );
}
