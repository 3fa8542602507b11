import { useSuspenseQuery } from "@tanstack/react-query";
import { type LoaderFunctionArgs, useParams } from "react-router";
import { smtpEndpointDelete, smtpEndpointGet, smtpEndpointUpdate } from "../../api/endpoints";
import { queryClient } from "../../api/queryClient";
import { serverPathOf, useServerPath } from "../../components/scope";
import { EndpointView } from "./EndpointView";
import { SmtpEndpointForm } from "./SmtpEndpointForm";

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.query(smtpEndpointGet(serverPathOf(params), params.endpoint ?? ""));
  return null;
}

export default function SmtpEndpointPage() {
  const path = useServerPath();
  const uuid = useParams().endpoint ?? "";
  const { data: endpoint } = useSuspenseQuery(smtpEndpointGet(path, uuid));
  return (
    <EndpointView
      kind="SMTPEndpoint"
      endpoint={endpoint}
      name={endpoint.name}
      onDelete={() => smtpEndpointDelete(path, uuid)}
    >
      {(onSaved) => (
        <SmtpEndpointForm
          endpoint={endpoint}
          onSubmit={async (values, version) => {
            const saved = await smtpEndpointUpdate(path, uuid, values, version);
            await onSaved();
            return saved;
          }}
        />
      )}
    </EndpointView>
  );
}
