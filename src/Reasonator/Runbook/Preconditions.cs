namespace Reasonator.Runbook;

/// <summary>What must hold before anything is changed.</summary>
internal static class Preconditions
{
    /// <summary>Who is logged in, and whether the team is one of theirs.</summary>
    /// <exception cref="RunbookException">The key does not show an account, or the team is not theirs.</exception>
    public static async Task AccountAsync(Session session, string? team, CancellationToken stop)
    {
        var account = await session.Platform.AccountAsync(stop)
            ?? throw new RunbookException("HEROKU_API_KEY is scoped so that it cannot read its account: a bootstrap needs the operator's own key, the scoped one is for deploys.");
        session.Report.Found($"logged in to the platform as {account.Email}");
        if (team is null)
        {
            return;
        }

        var teams = await session.Platform.TeamsAsync(stop);
        if (!session.IsRehearsal && !teams.Any(known => known.Name == team))
        {
            throw new RunbookException($"This account is in no team {team}. Its teams: {(teams.Length == 0 ? "none" : string.Join(", ", teams.Select(known => known.Name)))}. Name one of them, or leave --team out for a personal app.");
        }

        session.Report.Found($"member of the team {team}");
    }
}
