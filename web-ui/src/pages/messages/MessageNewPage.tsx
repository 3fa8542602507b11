import { Alert, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { Link, type LoaderFunctionArgs, useNavigate } from "react-router";
import { domainChoices, sendingDomains } from "../../api/domains";
import { refresh } from "../../api/list";
import { messageOperations, messageSend } from "../../api/messages";
import { queryClient } from "../../api/queryClient";
import { ApiForm } from "../../components/ApiForm";
import { succeed } from "../../components/ask";
import { Page } from "../../components/Page";
import { serverPathOf, useServer, useServerPath, useUser } from "../../components/scope";
import { paths } from "../../paths";
import { AddressesInput } from "../../ui/AddressesInput";

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.query(domainChoices(serverPathOf(params)));
  return null;
}

export default function MessageNewPage() {
  const path = useServerPath();
  const server = useServer();
  const user = useUser();
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const verified = sendingDomains(useSuspenseQuery(domainChoices(path)).data);
  const form = useForm({
    initialValues: {
      from: verified[0] ? `test@${verified[0].name}` : "",
      to: [user.email_address],
      subject: `Test message from ${server.name}`,
      text: "This is a test message, sent from the web interface of Postal.\n\nIf you can read it, sending works.",
    },
  });
  return (
    <Page title="Send a test message">
      {verified.length === 0 && (
        <Alert color="yellow" mb={24} maw={560} title="There is no verified domain">
          Mail may only be sent from verified domains. <Link to={paths.domains(path)}>See domains</Link>
        </Alert>
      )}
      <ApiForm
        needs="send messages"
        form={form}
        submitLabel="Send message"
        onCancel={() => void navigate(-1)}
        onSubmit={async (values) => {
          const { recipients } = await messageSend(path, values);
          await refresh(queryClient, ...messageOperations);
          const [only, ...others] = recipients;
          succeed(
            others.length > 0 ? `${recipients.length} messages have been accepted` : "The message has been accepted",
          );
          await navigate(only && others.length === 0 ? paths.message(path, only.message_id) : paths.messages(path));
        }}
      >
        <TextInput
          label="From"
          type="email"
          description={
            verified.length > 0
              ? `At ${verified
                  .slice(0, 3)
                  .map((domain) => domain.name)
                  .join(", ")}${verified.length > 3 ? " or another verified domain" : ""}.`
              : undefined
          }
          {...form.getInputProps("from")}
        />
        <AddressesInput label="To" {...form.getInputProps("to")} />
        <TextInput label="Subject" {...form.getInputProps("subject")} />
        <Textarea label="Text" autosize minRows={5} {...form.getInputProps("text")} />
      </ApiForm>
    </Page>
  );
}
