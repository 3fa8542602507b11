import { httpEndpointCreate } from "../../api/endpoints";
import { useServerPath } from "../../components/scope";
import { EndpointNew } from "./EndpointNew";
import { HttpEndpointForm } from "./HttpEndpointForm";

export default function HttpEndpointNewPage() {
  const path = useServerPath();
  return (
    <EndpointNew kind="HTTPEndpoint">
      {({ onDone, onCancel }) => (
        <HttpEndpointForm
          endpoint={null}
          onSubmit={async (values) => onDone(await httpEndpointCreate(path, values))}
          onCancel={onCancel}
        />
      )}
    </EndpointNew>
  );
}
