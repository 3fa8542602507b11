import { IconServerBolt } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { smtpEndpointList } from "../../api/endpoints";
import { useServerPath } from "../../components/scope";
import { EndpointList } from "./EndpointList";
import { encryptionWords, hostText } from "./SmtpEndpointForm";

export default function SmtpEndpointListPage() {
  const query = useInfiniteQuery(smtpEndpointList(useServerPath()));
  return (
    <EndpointList
      kind="SMTPEndpoint"
      icon={IconServerBolt}
      query={query}
      name={(endpoint) => endpoint.name}
      target={hostText}
      columns={[
        { id: "host", header: "Host", width: "30%", cell: (endpoint) => hostText(endpoint) },
        {
          id: "encryption",
          header: "Encryption",
          width: 190,
          optional: true,
          cell: (endpoint) => encryptionWords[endpoint.ssl_mode].label,
        },
      ]}
    >
      Pass mail on to another mail server, such as the one with your mailboxes. Routes decide which mail goes there.
    </EndpointList>
  );
}
