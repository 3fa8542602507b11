import { Input } from "@mantine/core";
import { type ReactNode, useId } from "react";

interface FileFieldProps {
  label: string;
  description: ReactNode;
  /** As the attribute of HTML. */
  accept: string;
  error?: ReactNode;
  onChange: (file: File | null) => void;
}

/** A file from the reader's machine. The browser's own control, which says its name and its file to everybody. */
export function FileField({ label, description, accept, error, onChange }: FileFieldProps) {
  const id = useId();
  return (
    <Input.Wrapper id={id} label={label} description={description} error={error}>
      <div>
        <input
          id={id}
          type="file"
          accept={accept}
          aria-invalid={error ? true : undefined}
          aria-describedby={[`${id}-description`, error ? `${id}-error` : ""].join(" ").trim()}
          onChange={(event) => onChange(event.currentTarget.files?.[0] ?? null)}
        />
      </div>
    </Input.Wrapper>
  );
}
