import { useSuspenseQuery } from "@tanstack/react-query";
import { type LoaderFunctionArgs, useParams } from "react-router";
import { addressEndpointDelete, addressEndpointGet, addressEndpointUpdate } from "../../api/endpoints";
import { queryClient } from "../../api/queryClient";
import { serverPathOf, useServerPath } from "../../components/scope";
import { EndpointView } from "./EndpointView";
import { AddressEndpointForm } from "./AddressEndpointForm";

export async function loader({ params }: LoaderFunctionArgs) {
  await queryClient.query(addressEndpointGet(serverPathOf(params), params.endpoint ?? ""));
  return null;
}

export default function AddressEndpointPage() {
  const path = useServerPath();
  const uuid = useParams().endpoint ?? "";
  const { data: endpoint } = useSuspenseQuery(addressEndpointGet(path, uuid));
  return (
    <EndpointView
      kind="AddressEndpoint"
      endpoint={endpoint}
      name={endpoint.address}
      onDelete={() => addressEndpointDelete(path, uuid)}
    >
      {(onSaved) => (
        <AddressEndpointForm
          endpoint={endpoint}
          onSubmit={async (values, version) => {
            const saved = await addressEndpointUpdate(path, uuid, values, version);
            await onSaved();
            return saved;
          }}
        />
      )}
    </EndpointView>
  );
}
