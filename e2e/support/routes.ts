/** Routes and endpoints of the shop's mail server, by the management API. */
import type { Api } from "./api.ts";
import type { Shop } from "./postal.ts";

export type Route = { uuid: string; token: string; forward_address: string };
type RouteOptions = {
  additional_endpoints?: string[];
  spam_mode?: string;
  threat_mode?: string;
  dmarc_mode?: string;
};
type HttpOptions = { encoding?: string; format?: string; strip_replies?: boolean; timeout?: number };

export class Routes {
  private constructor(
    private readonly api: Api,
    private readonly server: string,
    private readonly domain: string,
  ) {}

  static async of(api: Api, shop: Shop): Promise<Routes> {
    const domains = await api.all<{ uuid: string; name: string }>(`${shop.server}/domains`);
    const domain = domains.find(({ name }) => name === shop.domain);
    if (domain === undefined) throw new Error(`no domain ${shop.domain}`);
    return new Routes(api, shop.server, domain.uuid);
  }

  /** A route for `name` at the shop's domain, to one of the endpoints below or with a mode such as `Hold`. */
  route(name: string, endpoint: string, options: RouteOptions = {}): Promise<Route> {
    const domain = name === "__returnpath__" ? {} : { domain: this.domain };
    return this.api.post<Route>(`${this.server}/routes`, { name, ...domain, endpoint, ...options });
  }

  http(url: string, options: HttpOptions = {}): Promise<string> {
    return this.endpoint("http-endpoints", "HTTPEndpoint", { name: new URL(url).pathname, url, ...options });
  }

  smtp(hostname: string, port: number): Promise<string> {
    return this.endpoint("smtp-endpoints", "SMTPEndpoint", { name: hostname, hostname, port });
  }

  address(address: string): Promise<string> {
    return this.endpoint("address-endpoints", "AddressEndpoint", { address });
  }

  private async endpoint(kind: string, selector: string, body: object): Promise<string> {
    const { uuid } = await this.api.post<{ uuid: string }>(`${this.server}/${kind}`, body);
    return `${selector}#${uuid}`;
  }
}
