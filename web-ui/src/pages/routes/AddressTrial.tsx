import { Alert, Button, Group, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { messageOf } from "../../api/errors";
import { routeTest } from "../../api/routes";
import { useServerPath } from "../../components/scope";
import { paths } from "../../paths";
import { Section } from "../../ui/Section";
import { Destination } from "./words";

/** Which route takes an address, and why. */
export function AddressTrial() {
  const path = useServerPath();
  const [address, setAddress] = useState("");
  const trial = useMutation({ mutationFn: () => routeTest(path, address.trim()) });
  return (
    <Section title="Try an address" help="Says who takes its mail. Nothing is sent.">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          trial.mutate();
        }}
      >
        <Group align="flex-end" gap={8}>
          <TextInput
            label="Address"
            type="email"
            w={320}
            maw="100%"
            value={address}
            onChange={(event) => setAddress(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={trial.isPending} disabled={address.trim() === ""}>
            Try
          </Button>
        </Group>
      </form>
      {trial.isError && (
        <Alert color="red" role="alert" mt={12} maw={560}>
          {messageOf(trial.error)}
        </Alert>
      )}
      {trial.data && (
        <Alert role="status" color={trial.data.is_taken ? "green" : "yellow"} mt={12} maw={560}>
          <div>{trial.data.explanation}</div>
          {trial.data.route && (
            <Group gap={8}>
              <Link to={paths.route(path, trial.data.route.uuid)}>{trial.data.route.description}</Link>
              <Destination route={trial.data.route} />
            </Group>
          )}
        </Alert>
      )}
    </Section>
  );
}
