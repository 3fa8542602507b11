import { addressEndpointCreate } from "../../api/endpoints";
import { useServerPath } from "../../components/scope";
import { EndpointNew } from "./EndpointNew";
import { AddressEndpointForm } from "./AddressEndpointForm";

export default function AddressEndpointNewPage() {
  const path = useServerPath();
  return (
    <EndpointNew kind="AddressEndpoint">
      {({ onDone, onCancel }) => (
        <AddressEndpointForm
          endpoint={null}
          onSubmit={async (values) => onDone(await addressEndpointCreate(path, values))}
          onCancel={onCancel}
        />
      )}
    </EndpointNew>
  );
}
