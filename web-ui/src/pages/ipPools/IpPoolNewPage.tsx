import { Checkbox, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { ipPoolCreate, ipPoolOperations } from "../../api/ipPools";
import { refresh } from "../../api/list";
import { ApiForm } from "../../components/ApiForm";
import { Page } from "../../components/Page";
import { paths } from "../../paths";

export default function IpPoolNewPage() {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const form = useForm({ initialValues: { name: "", default: false } });
  return (
    <Page title="New IP pool" lead="Its addresses come next.">
      <ApiForm
        form={form}
        submitLabel="Create IP pool"
        onCancel={() => void navigate(paths.ipPools())}
        onSubmit={async (values) => {
          const pool = await ipPoolCreate(values);
          await refresh(queryClient, ...ipPoolOperations);
          await navigate(paths.ipPool(pool.uuid));
        }}
      >
        <TextInput
          label="Name"
          description="Members of organizations see it. What it is for: transactional mail, newsletters, warming up."
          autoFocus
          {...form.getInputProps("name")}
        />
        <Checkbox
          label="For new organizations"
          description="They get this pool when they are made, instead of the default pool of before."
          {...form.getInputProps("default", { type: "checkbox" })}
        />
      </ApiForm>
    </Page>
  );
}
