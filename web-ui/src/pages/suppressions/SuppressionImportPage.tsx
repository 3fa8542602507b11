import { Alert, Button, Group, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useNavigate } from "react-router";
import { refresh } from "../../api/list";
import { type SuppressionDefaults, type SuppressionImport, suppressionImport } from "../../api/suppressions";
import { ApiForm } from "../../components/ApiForm";
import { act } from "../../components/ask";
import { Page } from "../../components/Page";
import { usePlace } from "../../components/scope";
import { paths } from "../../paths";
import { FileField } from "../../ui/FileField";
import { plural } from "../../util/format";
import { EntryFields, entryOf, type EntryValues, noEntry } from "./EntryFields";
import { InvalidRows } from "./InvalidRows";

interface Values extends EntryValues {
  file: File | null;
}

/** What was looked at, to be imported as it is. */
interface Looked {
  file: File;
  defaults: SuppressionDefaults;
  result: SuppressionImport;
}

export default function SuppressionImportPage() {
  const path = usePlace();
  const navigate = useNavigate();
  const [looked, setLooked] = useState<Looked | null>(null);
  const form = useForm<Values>({ initialValues: { ...noEntry, file: null } });
  if (looked) return <Confirm looked={looked} onBack={() => setLooked(null)} />;
  return (
    <Page
      title="Import suppressions"
      lead={
        path.server === undefined
          ? "For all servers of the organization. You see what a file would do before it does it."
          : "You see what a file would do before it does it."
      }
    >
      <ApiForm
        needs="change suppressions"
        form={form}
        submitLabel="Look at the file"
        onCancel={() => void navigate(paths.suppressions(path))}
        onSubmit={async (values) => {
          const { file } = values;
          if (!file) {
            form.setFieldError("file", "Choose a file");
            return;
          }
          const defaults = entryOf(values);
          setLooked({ file, defaults, result: await suppressionImport(path, file, true, defaults) });
        }}
      >
        <FileField
          label="File"
          description="CSV with a column named address, or one JSON object per line (.ndjson). Up to 100,000 rows and 32 MiB. Columns kind, reason, note and keep_until are read, too."
          accept=".csv,.ndjson,.jsonl,.json,text/csv"
          error={form.errors.file}
          onChange={(file) => form.setFieldValue("file", file)}
        />
        <Text fw={500}>For rows that do not say it themselves</Text>
        <EntryFields form={form} />
      </ApiForm>
    </Page>
  );
}

function Confirm({ looked: { file, defaults, result }, onBack }: { looked: Looked; onBack: () => void }) {
  const path = usePlace();
  const queryClient = useQueryClient();
  const [busy, setBusy] = useState(false);
  const [imported, setImported] = useState<SuppressionImport | null>(null);
  const usable = result.rows - result.invalid;
  const run = async () => {
    setBusy(true);
    await act(
      async () => {
        const answer = await suppressionImport(path, file, false, defaults);
        await refresh(queryClient, "suppression_list");
        setImported(answer);
        return answer;
      },
      (answer) => `${plural(answer.new, "address", "addresses")} added`,
    );
    setBusy(false);
  };
  const shown = imported ?? result;
  return (
    <Page title="Import suppressions" lead={<bdi>{file.name}</bdi>}>
      <Stack gap={20} maw={760}>
        <Alert
          role="status"
          color={imported ? "green" : usable > 0 ? "blue" : "red"}
          icon={imported ? <IconCircleCheck aria-hidden /> : <IconAlertTriangle aria-hidden />}
          title={imported ? "The file has been imported" : usable > 0 ? "Nothing is changed yet" : "No row can be used"}
        >
          {plural(shown.rows, "row")}: {shown.new} new, {shown.duplicate} on the list already or twice, {shown.invalid}{" "}
          left out.
        </Alert>
        <InvalidRows rows={shown.invalid_rows} />
        {imported ? (
          <div>
            <Link to={paths.suppressions(path)}>See the list</Link>
          </div>
        ) : (
          <Group gap={12}>
            <Button
              loading={busy}
              disabled={usable === 0}
              title={usable === 0 ? "No row can be used" : undefined}
              onClick={() => void run()}
            >
              Import {plural(usable, "row")}
            </Button>
            <Button variant="default" onClick={onBack}>
              Choose another file
            </Button>
          </Group>
        )}
      </Stack>
    </Page>
  );
}
