import { Anchor, Button, Center, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "react-router";
import { messageOf } from "../../api/errors";
import { invitationAccept, invitationCheck, type InvitationOffer } from "../../api/invitations";
import type { Organization } from "../../api/organizations";
import { infoGet, logout, type Session, sessionGet } from "../../api/session";
import { EntryPage, EntryPageLoading } from "../../components/EntryPage";
import { roleWords } from "../../components/roles";
import { paths } from "../../paths";
import { AccountAcceptForm, NewAccountForm } from "./AcceptForms";
import { DeadLink, LinkUnread } from "./DeadLink";
import { forgetOthers } from "./useEnter";

/** Where the link of an invitation leads. Accepted as whoever is logged in, with the account's password, or with a new account. */
export default function InvitationPage() {
  const link = useParams().link ?? "";
  const offer = useQuery(invitationCheck(link));
  const session = useQuery(sessionGet());
  const info = useQuery(infoGet());
  if (offer.isError) return <LinkUnread error={offer.error} onRetry={() => void offer.refetch()} />;
  if (offer.isPending || session.isPending || info.isPending) return <EntryPageLoading title="Invitation" />;
  if (offer.data === null) {
    return (
      <DeadLink
        help="Whoever invited you can send another one."
        to={session.data ? paths.home() : paths.login()}
        label={session.data ? "Go to your organizations" : "Go to the login"}
      />
    );
  }
  return (
    <Offer
      link={link}
      offer={offer.data}
      session={session.data ?? null}
      byPassword={info.data?.local_authentication_enabled ?? true}
    />
  );
}

interface OfferProps {
  link: string;
  offer: InvitationOffer;
  session: Session | null;
  byPassword: boolean;
}

function Offer({ link, offer, session, byPassword }: OfferProps) {
  const navigate = useNavigate();
  const queryClient = useQueryClient();
  const { label, help } = roleWords[offer.role];
  const enter = async (organization: Organization) => {
    forgetOthers(queryClient);
    await navigate(paths.organization(organization.permalink), { replace: true });
  };
  return (
    <EntryPage
      title={`Join ${offer.organization}`}
      lead={
        <>
          {offer.invited_by} invites you as {label.toLowerCase()}. {help}.
        </>
      }
    >
      {session ? (
        <AsSession link={link} offer={offer} session={session} onAccepted={enter} />
      ) : (
        <>
          {byPassword &&
            (offer.has_account ? (
              <AccountAcceptForm link={link} offer={offer} onAccepted={enter} />
            ) : (
              <NewAccountForm link={link} offer={offer} onAccepted={enter} />
            ))}
          <Text c="dimmed" ta="center">
            {byPassword && (offer.has_account ? "Or " : "You have an account already? ")}
            <Anchor component={Link} to={paths.login(paths.invitation(link))} underline="always">
              {byPassword && offer.has_account ? "log in another way" : "Log in"}
            </Anchor>
          </Text>
        </>
      )}
    </EntryPage>
  );
}

interface AsSessionProps {
  link: string;
  offer: InvitationOffer;
  session: Session;
  onAccepted: (organization: Organization) => Promise<void>;
}

function AsSession({ link, offer, session, onAccepted }: AsSessionProps) {
  const queryClient = useQueryClient();
  const accept = useMutation({ mutationFn: async () => onAccepted(await invitationAccept(link)) });
  const leave = useMutation({
    mutationFn: async () => {
      await logout();
      queryClient.setQueryData(sessionGet().queryKey, null);
    },
  });
  const own = session.user.email_address;
  const failure = accept.error ?? leave.error;
  return (
    <>
      <Text ta="center">
        You are logged in as {own}.
        {own.toLowerCase() !== offer.email_address.toLowerCase() &&
          ` The invitation went to ${offer.email_address}; this account will be the member.`}
      </Text>
      {failure && (
        <Text c="var(--tone-red)" role="alert" ta="center">
          {messageOf(failure)}
        </Text>
      )}
      <Button loading={accept.isPending} onClick={() => accept.mutate()} fullWidth>
        Accept invitation
      </Button>
      <Center>
        <Anchor component="button" type="button" onClick={() => leave.mutate()}>
          Log out and accept as somebody else
        </Anchor>
      </Center>
    </>
  );
}
