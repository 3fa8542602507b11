import { IconWebhook } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { httpEndpointList } from "../../api/endpoints";
import { useServerPath } from "../../components/scope";
import { EndpointList } from "./EndpointList";
import { contentText } from "./HttpEndpointForm";

export default function HttpEndpointListPage() {
  const query = useInfiniteQuery(httpEndpointList(useServerPath()));
  return (
    <EndpointList
      kind="HTTPEndpoint"
      icon={IconWebhook}
      query={query}
      name={(endpoint) => endpoint.name}
      target={(endpoint) => endpoint.url}
      columns={[
        {
          id: "url",
          header: "URL",
          width: "34%",
          cell: (endpoint) => <span title={endpoint.url}>{endpoint.url}</span>,
        },
        { id: "content", header: "Content", width: 190, optional: true, cell: contentText },
      ]}
    >
      Let your application receive mail: each message arrives as a request, taken apart or as it came. Routes decide
      which mail goes there.
    </EndpointList>
  );
}
