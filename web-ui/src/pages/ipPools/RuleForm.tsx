import { Alert, Textarea } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type IpRule, organizationIpPools } from "../../api/ipPools";
import { ApiForm } from "../../components/ApiForm";
import { PoolSelect } from "./PoolSelect";

interface Values extends Record<string, unknown> {
  ip_pool: string;
  from_text: string;
  to_text: string;
}

interface RuleFormProps {
  org: string;
  /** `null`: a new one. */
  rule: IpRule | null;
  submitLabel: string;
  savedLabel?: string;
  onCancel?: () => void;
  onSubmit: (
    values: { ip_pool: string; from_text: string | null; to_text: string | null },
    version?: string,
  ) => Promise<unknown>;
}

export function RuleForm({ org, rule, onSubmit, ...form }: RuleFormProps) {
  const pools = useSuspenseQuery(organizationIpPools(org)).data.items.filter(({ assigned }) => assigned);
  const state = useForm<Values>({
    initialValues: {
      ip_pool: rule?.ip_pool ?? pools[0]?.uuid ?? "",
      from_text: rule?.from_text ?? "",
      to_text: rule?.to_text ?? "",
    },
  });
  return (
    <>
      {pools.length === 0 && (
        <Alert color="yellow" mb={24} maw={560} title="This organization has no IP pool">
          An administrator of the installation can give it one.
        </Alert>
      )}
      <ApiForm
        needs="change IP rules"
        form={state}
        {...form}
        shown={rule}
        onSubmit={({ ip_pool, from_text, to_text }, version) =>
          onSubmit({ ip_pool, from_text: from_text.trim() || null, to_text: to_text.trim() || null }, version)
        }
      >
        <Textarea
          label="From"
          description="Addresses or domains in the From field, one a line. Tags (+…) do not matter; *.example.com is what lies below it."
          placeholder={"news@example.com\n*.example.com"}
          autosize
          minRows={3}
          maxRows={12}
          spellCheck={false}
          autoCapitalize="none"
          {...state.getInputProps("from_text")}
        />
        <Textarea
          label="To"
          description="The same for recipients. One line that matches, here or above, is enough."
          placeholder={"gmail.com\nsomebody@example.net"}
          autosize
          minRows={3}
          maxRows={12}
          spellCheck={false}
          autoCapitalize="none"
          {...state.getInputProps("to_text")}
        />
        <PoolSelect
          label="Leaves by"
          pools={pools}
          kept={rule ? { uuid: rule.ip_pool, name: rule.ip_pool_name } : undefined}
          {...state.getInputProps("ip_pool")}
        />
      </ApiForm>
    </>
  );
}
