using System.Net;
using Reasonator.Vault;

namespace Reasonator.Runbook;

/// <summary>
/// A new service token in two halves: the old one becomes the previous one and both are accepted; when every caller has the
/// new one, the previous one is retired. Each half can be run again where it broke off.
/// </summary>
internal sealed class TokenRotation(Session session)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);
    // The service reads its secrets every ten minutes.
    private static readonly TimeSpan LongestWait = Hosting.SecretKeeper.Refresh + TimeSpan.FromMinutes(2);

    public async Task StartAsync(bool wait, CancellationToken stop)
    {
        var vault = session.Vault(session.Environment);
        var secrets = await RackSecrets.ReadAsync(session, stop);
        var current = secrets.Find(Secrets.ServiceTokenName)
            ?? throw new RunbookException($"There is no {Secrets.ServiceTokenName} to rotate: run ops bootstrap --env {session.Environment}.");
        var previous = secrets.Find(Secrets.PreviousServiceTokenName);
        if (previous is not null && !RackSecrets.Same(previous, current))
        {
            session.Report.Found($"a rotation is under way: {Secrets.PreviousServiceTokenName} is there, {previous.Length} characters; --retire ends it when every caller has the new token");
            await AcceptedAsync(current, previous, wait, stop);
            return;
        }

        // First the old one as previous: whatever breaks off after this, no caller is locked out.
        if (previous is null)
        {
            await vault.CreateAsync(Secrets.PreviousServiceTokenName, current, stop);
            session.Report.Changed($"{Secrets.PreviousServiceTokenName} set to the token in use, {current.Length} characters");
        }

        var fresh = RackSecrets.Mint();
        await vault.UpdateAsync(Secrets.ServiceTokenName, fresh, stop);
        session.Report.Changed($"{Secrets.ServiceTokenName} minted anew, {fresh.Length} characters, never shown");
        await AcceptedAsync(fresh, current, wait, stop);
        session.Report.Manual($"give Raptor the new token (it reads {Secrets.ServiceTokenName} of {VaultPlace.Path} in {session.Environment}), and GitHub's environment {session.Environment}, for its smoke; then run ops rotate-token --env {session.Environment} --retire");
    }

    public async Task RetireAsync(bool wait, CancellationToken stop)
    {
        var secrets = await RackSecrets.ReadAsync(session, stop);
        if (secrets.Find(Secrets.PreviousServiceTokenName) is not { } previous)
        {
            session.Report.Found($"no {Secrets.PreviousServiceTokenName}: no rotation is under way");
            return;
        }

        var current = secrets.Find(Secrets.ServiceTokenName);
        if (current is null || RackSecrets.Same(current, previous))
        {
            throw new RunbookException($"The rotation is not finished: the previous token is the one in use. Run ops rotate-token --env {session.Environment} first.");
        }

        // Retired before the service knows the new one, every caller would be refused.
        await AcceptedAsync(current, null, wait, stop);
        if (session.Report.Faults == 0)
        {
            await session.Vault(session.Environment).DeleteAsync(Secrets.PreviousServiceTokenName, stop);
            session.Report.Changed($"{Secrets.PreviousServiceTokenName} retired; the service refuses it within {Hosting.SecretKeeper.Refresh.TotalMinutes:0} minutes");
        }
    }

    /// <summary>Waits until the running service takes these tokens.</summary>
    private async Task AcceptedAsync(string current, string? previous, bool wait, CancellationToken stop)
    {
        if (!wait)
        {
            session.Report.Found($"not waited for: the service reads its secrets every {Hosting.SecretKeeper.Refresh.TotalMinutes:0} minutes");
            return;
        }

        var app = await session.AppAsync(stop);
        if (app.WebUrl is null || DynoStep.Web(await session.Platform.FormationAsync(session.App, stop)) is not { Quantity: > 0 })
        {
            session.Report.Found("no dyno runs, so none has to learn the token");
            return;
        }

        var service = session.Service(app.WebUrl, gated: false);
        var start = session.Time.GetTimestamp();
        while (!await TakesAsync(service, current, stop) && session.Time.GetElapsedTime(start) < LongestWait && !session.IsRehearsal)
        {
            await Task.Delay(Pause, session.Time, stop);
        }

        Say("current", await TakesAsync(service, current, stop), start);
        if (previous is not null)
        {
            Say("previous", await TakesAsync(service, previous, stop), start);
        }
    }

    private void Say(string which, bool accepted, long start)
    {
        if (accepted || session.IsRehearsal)
        {
            session.Report.Found($"the service accepts the {which} token");
        }
        else
        {
            session.Report.Wrong($"the service does not accept the {which} token after {session.Time.GetElapsedTime(start).TotalMinutes:0} minutes: look at its log for 'Secrets not read again'");
        }
    }

    private static async Task<bool> TakesAsync(ServiceClient service, string token, CancellationToken stop) =>
        (await service.InfoAsync(token, stop)).Status == HttpStatusCode.OK;
}
