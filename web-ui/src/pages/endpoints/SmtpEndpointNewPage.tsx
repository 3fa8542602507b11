import { smtpEndpointCreate } from "../../api/endpoints";
import { useServerPath } from "../../components/scope";
import { EndpointNew } from "./EndpointNew";
import { SmtpEndpointForm } from "./SmtpEndpointForm";

export default function SmtpEndpointNewPage() {
  const path = useServerPath();
  return (
    <EndpointNew kind="SMTPEndpoint">
      {({ onDone, onCancel }) => (
        <SmtpEndpointForm
          endpoint={null}
          onSubmit={async (values) => onDone(await smtpEndpointCreate(path, values))}
          onCancel={onCancel}
        />
      )}
    </EndpointNew>
  );
}
