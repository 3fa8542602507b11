import { Button, Group, MultiSelect, Radio, Select, Stack, Text, TextInput } from "@mantine/core";
import { useForm, type UseFormReturnType } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { messageOf } from "../../api/errors";
import { type Domain, domainChoices } from "../../api/domains";
import { endpointOptions, type EndpointOption, type Route, type RouteUpdate } from "../../api/routes";
import type { ServerPath } from "../../api/servers";
import { ApiForm } from "../../components/ApiForm";
import { paths } from "../../paths";
import { endpointKinds, kindWords } from "../endpoints/words";
import { modes, type RouteValues, returnPathName, treatments, wildcardName } from "./draft";
import { NewEndpoint } from "./NewEndpoint";
import { modeWords, treatmentWords } from "./words";

type Form = UseFormReturnType<RouteValues>;

interface RouteFormProps {
  path: ServerPath;
  /** `null`: a new one. */
  route: Route | null;
  initial: RouteValues;
  onSubmit: (values: Required<RouteUpdate>, version?: string) => Promise<unknown>;
  onCancel?: () => void;
}

const isReturnPath = (name: string) => name.trim().toLowerCase() === returnPathName;

export function RouteForm({ path, route, initial, onSubmit, onCancel }: RouteFormProps) {
  const form = useForm<RouteValues>({ initialValues: initial });
  const { name } = form.values;
  return (
    <ApiForm
      needs="change routes"
      form={form}
      submitLabel={route ? "Save" : "Create route"}
      savedLabel={route ? "Saved" : undefined}
      onCancel={onCancel}
      shown={route}
      onSubmit={(values, version) => onSubmit(sent(values), version)}
    >
      <NameField form={form} />
      {isReturnPath(name) ? (
        <Text c="dimmed">The return path has no domain: it is the address that bounces of this server go to.</Text>
      ) : (
        <DomainField path={path} route={route} form={form} />
      )}
      <TargetField path={path} route={route} form={form} />
      <TreatmentField
        form={form}
        name="spam_mode"
        label="Spam"
        about="Mail whose spam score reaches the server's threshold."
      />
      <TreatmentField
        form={form}
        name="threat_mode"
        label="Threats"
        about="Mail in which a virus or the like was found."
      />
      <TreatmentField
        form={form}
        name="dmarc_mode"
        label="Unproven senders"
        about="Mail that fails DMARC: nothing proves that it comes from the domain in From."
      />
    </ApiForm>
  );
}

function sent(values: RouteValues): Required<RouteUpdate> {
  const isEndpoint = values.mode === "Endpoint";
  return {
    name: values.name.trim(),
    domain: isReturnPath(values.name) ? null : values.domain || null,
    endpoint: isEndpoint ? values.endpoint : values.mode,
    additional_endpoints: isEndpoint ? values.additional_endpoints : [],
    spam_mode: values.spam_mode,
    threat_mode: values.threat_mode,
    dmarc_mode: values.dmarc_mode,
  };
}

function NameField({ form }: { form: Form }) {
  const name = form.values.name.trim();
  const help = isReturnPath(name)
    ? "Takes mail to the address of bounces that is no bounce, such as replies to it. Once per server, and only to an HTTP endpoint."
    : name === wildcardName
      ? "Takes mail for every address of the domain that has no route of its own."
      : `The part before the @. Mail for ${name || "name"}+anything comes here, too.`;
  return (
    <div>
      <TextInput
        label="Name"
        description={help}
        placeholder="sales"
        autoCapitalize="none"
        spellCheck={false}
        {...form.getInputProps("name")}
      />
      <Group gap={4} mt={4}>
        <Button
          variant="subtle"
          size="compact-sm"
          disabled={name === wildcardName}
          onClick={() => form.setFieldValue("name", wildcardName)}
        >
          Everything else (*)
        </Button>
        <Button
          variant="subtle"
          size="compact-sm"
          disabled={isReturnPath(name)}
          onClick={() => form.setFieldValue("name", returnPathName)}
        >
          Return path
        </Button>
      </Group>
    </div>
  );
}

function DomainField({ path, route, form }: { path: ServerPath; route: Route | null; form: Form }) {
  const domains = useQuery(domainChoices(path));
  const all = domains.data ?? [];
  const verified = all.filter((domain) => domain.verified_at);
  const unverified = all.filter((domain) => !domain.verified_at);
  // A route may have a domain of the organization, which the list of the server does not have.
  const own = route?.domain && !all.some(({ uuid }) => uuid === route.domain?.uuid) ? [route.domain] : [];
  const choices = [...verified, ...own].map(({ uuid, name }) => ({ value: uuid, label: name }));
  return (
    <Select
      label="Domain"
      placeholder={domains.isPending ? "Loading…" : choices.length === 0 ? "No verified domain" : "Choose a domain"}
      data={choices}
      searchable
      nothingFoundMessage="No such domain"
      description={
        domains.isError ? (
          `The domains could not be loaded. ${messageOf(domains.error)}`
        ) : domains.data && choices.length === 0 && unverified.length === 0 ? (
          <>
            Mail is received for verified domains only. <Link to={paths.domainNew(path)}>Add a domain</Link>
          </>
        ) : unverified.length > 0 ? (
          <Missing path={path} domains={unverified} />
        ) : (
          "The part behind the @."
        )
      }
      {...form.getInputProps("domain")}
      value={form.values.domain || null}
      onChange={(value: string | null) => form.setFieldValue("domain", value ?? "")}
    />
  );
}

/** Why some domains cannot be chosen. */
function Missing({ path, domains }: { path: ServerPath; domains: Domain[] }) {
  const [first] = domains;
  const shown = domains.slice(0, 3).map(({ name }) => name);
  const rest = domains.length - shown.length;
  return (
    <>
      {shown.join(", ")}
      {rest > 0 && ` and ${rest} more`} cannot be chosen yet: ownership is not proven.{" "}
      <Link to={first && domains.length === 1 ? paths.domain(path, first.uuid) : paths.domains(path)}>
        {domains.length === 1 ? "See its records" : "See domains"}
      </Link>
    </>
  );
}

function TargetField({ path, route, form }: { path: ServerPath; route: Route | null; form: Form }) {
  const { name, mode } = form.values;
  const onlyHttp = isReturnPath(name);
  return (
    <>
      <Radio.Group
        label="What becomes of its mail"
        value={mode}
        onChange={(value) => {
          form.setFieldValue("mode", modes.find((known) => known === value) ?? "Endpoint");
          form.clearFieldError("endpoint");
        }}
        error={mode === "Endpoint" ? undefined : form.errors.endpoint}
      >
        <Stack gap={10} mt={8}>
          {modes.map((known) => (
            <Radio
              key={known}
              value={known}
              label={modeWords[known].label}
              description={modeWords[known].help}
              disabled={onlyHttp && known !== "Endpoint" && known !== mode}
              title={onlyHttp && known !== "Endpoint" ? "The return path goes to an HTTP endpoint only" : undefined}
            />
          ))}
        </Stack>
      </Radio.Group>
      {mode === "Endpoint" && <EndpointFields path={path} route={route} form={form} />}
    </>
  );
}

function EndpointFields({ path, route, form }: { path: ServerPath; route: Route | null; form: Form }) {
  const options = useQuery(endpointOptions(path));
  const { name, endpoint, additional_endpoints: further } = form.values;
  const onlyHttp = isReturnPath(name);
  const all = options.data ?? [];
  const first = onlyHttp ? all.filter(isHttp) : all;
  const isWildcard = name.trim() === wildcardName;
  const others = all.filter(
    (option) =>
      further.includes(option.selector) ||
      (option.selector !== endpoint && (isHttp(option) || (!onlyHttp && !isWildcard))),
  );
  return (
    <>
      <div>
        <Select
          label="Endpoint"
          placeholder={options.isPending ? "Loading…" : first.length === 0 ? "No endpoint yet" : "Choose an endpoint"}
          data={grouped(first)}
          searchable
          nothingFoundMessage="No such endpoint"
          description={
            options.isError
              ? `The endpoints could not be loaded. ${messageOf(options.error)}`
              : helpOf(first.find(({ selector }) => selector === endpoint))
          }
          {...form.getInputProps("endpoint")}
          value={endpoint || null}
          onChange={(value: string | null) => form.setFieldValue("endpoint", value ?? "")}
        />
        <NewEndpoint
          path={path}
          route={route}
          values={form.values}
          kinds={onlyHttp ? ["HTTPEndpoint"] : endpointKinds}
        />
      </div>
      {endpoint !== "" && (others.length > 0 || further.length > 0) && (
        <MultiSelect
          label="Further endpoints"
          data={grouped(others)}
          searchable
          maxValues={50}
          nothingFoundMessage="No other endpoint"
          description={
            isWildcard
              ? "Each gets a message of its own. A route for everything else takes HTTP endpoints only here."
              : "Each gets a message of its own, which is tried and may fail by itself."
          }
          {...form.getInputProps("additional_endpoints")}
        />
      )}
    </>
  );
}

const isHttp = (option: EndpointOption) => option.kind === "HTTPEndpoint";

function helpOf(option: EndpointOption | undefined): string {
  return option ? kindWords[option.kind].help : "Your application, another mail server, or a mailbox.";
}

function grouped(options: EndpointOption[]) {
  return endpointKinds
    .map((kind) => ({
      group: kindWords[kind].many.charAt(0).toUpperCase() + kindWords[kind].many.slice(1),
      items: options
        .filter((option) => option.kind === kind)
        .map(({ selector, description }) => ({ value: selector, label: description })),
    }))
    .filter(({ items }) => items.length > 0);
}

interface TreatmentFieldProps {
  form: Form;
  name: "spam_mode" | "threat_mode" | "dmarc_mode";
  label: string;
  about: string;
}

function TreatmentField({ form, name, label, about }: TreatmentFieldProps) {
  const value = form.values[name];
  return (
    <Select
      label={label}
      data={treatments.map((known) => ({ value: known, label: treatmentWords[known].label }))}
      description={`${about} ${treatmentWords[value].label}: ${lower(treatmentWords[value].help)}`}
      allowDeselect={false}
      {...form.getInputProps(name)}
    />
  );
}

const lower = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);
