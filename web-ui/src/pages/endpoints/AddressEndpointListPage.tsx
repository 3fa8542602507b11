import { IconAt } from "@tabler/icons-react";
import { useInfiniteQuery } from "@tanstack/react-query";
import { addressEndpointList } from "../../api/endpoints";
import { useServerPath } from "../../components/scope";
import { EndpointList } from "./EndpointList";

export default function AddressEndpointListPage() {
  const query = useInfiniteQuery(addressEndpointList(useServerPath()));
  return (
    <EndpointList kind="AddressEndpoint" icon={IconAt} query={query} name={(endpoint) => endpoint.address} columns={[]}>
      Send mail on to a mailbox that somebody reads, wherever it is. Routes decide which mail goes there.
    </EndpointList>
  );
}
