import { useSuspenseQuery } from "@tanstack/react-query";
import { type LoaderFunctionArgs, useParams } from "react-router";
import { httpEndpointDelete, httpEndpointGet, httpEndpointUpdate } from "../../api/endpoints";
import { queryClient } from "../../api/queryClient";
import { serverPathOf, useServerPath } from "../../components/scope";
import { EndpointTest } from "./EndpointTest";
import { EndpointView } from "./EndpointView";
import { HttpEndpointForm } from "./HttpEndpointForm";

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.query(httpEndpointGet(serverPathOf(params), params.endpoint ?? ""));
  return null;
}

export default function HttpEndpointPage() {
  const path = useServerPath();
  const uuid = useParams().endpoint ?? "";
  const { data: endpoint } = useSuspenseQuery(httpEndpointGet(path, uuid));
  return (
    <EndpointView
      kind="HTTPEndpoint"
      endpoint={endpoint}
      name={endpoint.name}
      onDelete={() => httpEndpointDelete(path, uuid)}
    >
      {(onSaved) => (
        <>
          <HttpEndpointForm
            endpoint={endpoint}
            onSubmit={async (values, version) => {
              const saved = await httpEndpointUpdate(path, uuid, values, version);
              await onSaved();
              return saved;
            }}
          />
          <EndpointTest uuid={uuid} />
        </>
      )}
    </EndpointView>
  );
}
