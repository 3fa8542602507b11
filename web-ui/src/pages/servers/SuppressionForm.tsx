import { Checkbox, NumberInput, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { ApiForm } from "../../components/ApiForm";
import { type FormProps, type OptionalNumber, orNull, useSave } from "./ServerForms";

const wide = { description: { width: "min(560px, 80vw)" } };

/** How failures fill the suppression list of a server. */
export function SuppressionForm({ path, server }: FormProps) {
  const save = useSave(path);
  const optional = (value: number | undefined): OptionalNumber => value ?? "";
  const form = useForm({
    initialValues: {
      suppression_enabled: server.suppression_enabled,
      suppression_failures: optional(server.suppression_failures),
      suppression_window_hours: optional(server.suppression_window_hours),
      suppression_days: optional(server.suppression_days),
      suppression_growth_factor: optional(server.suppression_growth_factor),
      suppression_max_days: optional(server.suppression_max_days),
    },
  });
  const { values } = form;
  const number = (name: Exclude<keyof typeof values, "suppression_enabled">, label: string, description: string) => ({
    label,
    description,
    min: 1,
    w: 200,
    styles: wide,
    ...form.getInputProps(name),
  });
  const grows = Number(values.suppression_growth_factor) > 1;
  return (
    <ApiForm
      needs="change servers"
      form={form}
      shown={server}
      submitLabel="Save"
      savedLabel="Saved"
      onSubmit={(now, version) =>
        save(
          {
            suppression_enabled: now.suppression_enabled,
            suppression_failures: required(now.suppression_failures, server.suppression_failures),
            suppression_window_hours: required(now.suppression_window_hours, server.suppression_window_hours),
            suppression_growth_factor: required(now.suppression_growth_factor, server.suppression_growth_factor),
            suppression_days: orNull(now.suppression_days),
            suppression_max_days: orNull(now.suppression_max_days),
          },
          version,
        )
      }
    >
      <Checkbox
        label="Use the suppression list of this server"
        description="Off: its entries keep nothing back, and failures add none. Complaints are still written down, and the organization's list still counts."
        {...form.getInputProps("suppression_enabled", { type: "checkbox" })}
      />
      {values.suppression_enabled && (
        <Stack gap="inherit">
          <NumberInput
            {...number("suppression_failures", "After", "Failures for good that do not say whose fault they are.")}
            max={100}
            suffix={unit(values.suppression_failures, "failure")}
          />
          <NumberInput
            {...number("suppression_window_hours", "Within", "Failures longer ago do not count.")}
            max={8760}
            suffix={unit(values.suppression_window_hours, "hour")}
          />
          <NumberInput
            {...number("suppression_days", "For", "Until then no mail is sent to the address.")}
            max={3650}
            placeholder="As the installation says"
            suffix={unit(values.suppression_days, "day")}
          />
          <NumberInput
            {...number(
              "suppression_growth_factor",
              "Each time longer by",
              "An address that is suppressed again is suppressed so many times as long as before. 1: as long. It begins anew when mail arrives.",
            )}
            max={10}
            suffix={unit(values.suppression_growth_factor, "time")}
          />
          {grows && (
            <NumberInput
              {...number("suppression_max_days", "At most", "However often it is suppressed.")}
              max={3650}
              placeholder="3650 days"
              suffix={unit(values.suppression_max_days, "day")}
            />
          )}
        </Stack>
      )}
    </ApiForm>
  );
}

const unit = (count: OptionalNumber, one: string) => ` ${Number(count) === 1 ? one : `${one}s`}`;

/** A field that was emptied keeps what it was. */
const required = (value: OptionalNumber, before: number) => orNull(value) ?? before;
