import { TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { isChallenge, passwordResetCheck, passwordResetFinish } from "../../api/session";
import { ApiForm } from "../../components/ApiForm";
import { EntryPage, EntryPageLoading } from "../../components/EntryPage";
import { NewPasswordFields, newPasswordRules } from "../../components/NewPasswordFields";
import { paths } from "../../paths";
import { safeReturnTo } from "../../util/returnTo";
import { CodeStep, type Pending } from "./CodeStep";
import { DeadLink, LinkUnread } from "./DeadLink";
import { useEnter } from "./useEnter";

const title = "Choose a new password";

/** Where the link of the reset mail leads, in the form that Postal 3.3 gave it. */
export default function PasswordResetPage() {
  const link = useParams().link ?? "";
  const [search] = useSearchParams();
  const returnTo = search.get("return_to");
  const check = useQuery(passwordResetCheck(link));
  const [pending, setPending] = useState<Pending | null>(null);
  const navigate = useNavigate();
  if (pending) return <CodeStep pending={pending} onBack={() => void navigate(paths.login(returnTo ?? undefined))} />;
  if (check.isPending) return <EntryPageLoading title={title} />;
  if (check.isError) return <LinkUnread error={check.error} onRetry={() => void check.refetch()} />;
  if (check.data === null) {
    return (
      <DeadLink help="Ask for a new one." to={paths.passwordForgotten(returnTo ?? undefined)} label="Send a new link" />
    );
  }
  return (
    <EntryPage title={title} lead="You are logged in with it at once; all your other sessions end.">
      <ResetForm
        link={link}
        address={check.data.email_address}
        returnTo={safeReturnTo(returnTo)}
        onChallenge={setPending}
      />
    </EntryPage>
  );
}

interface ResetFormProps {
  link: string;
  address: string;
  returnTo: string;
  onChallenge: (pending: Pending) => void;
}

function ResetForm({ link, address, returnTo, onChallenge }: ResetFormProps) {
  const enter = useEnter();
  const form = useForm({
    initialValues: { password: "", password_confirmation: "" },
    validate: newPasswordRules,
  });
  return (
    <ApiForm
      look="entry"
      form={form}
      submitLabel="Set password and log in"
      onSubmit={async ({ password }) => {
        const answer = await passwordResetFinish(link, password);
        if (isChallenge(answer)) onChallenge({ challenge: answer, then: (session) => enter(session, returnTo) });
        else await enter(answer, returnTo);
      }}
    >
      {/* Tells password managers whose password this is. */}
      <TextInput label="E-mail address" autoComplete="username" value={address} readOnly />
      <NewPasswordFields form={form} />
    </ApiForm>
  );
}
