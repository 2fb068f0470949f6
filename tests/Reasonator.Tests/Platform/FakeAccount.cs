namespace Reasonator.Tests.Platform;

/// <summary>Who is logged in.</summary>
internal sealed class FakeAccount
{
    public string Id { get; } = $"{Guid.NewGuid()}";

    public string Email { get; set; } = "operator@example.com";

    /// <summary>Names of the teams the account is in.</summary>
    public List<string> Teams { get; } = ["moosequest"];

    /// <summary>Names of apps that belong to somebody else.</summary>
    public HashSet<string> TakenNames { get; } = [];

    public bool HasEcoSubscription { get; set; } = true;

    /// <summary>A card is on file, without which neither an add-on nor a domain is to be had.</summary>
    public bool IsVerified { get; set; } = true;

    public void RequireCard()
    {
        if (!IsVerified)
        {
            throw new PlatformRefusal(402, "verification_required", "Please verify your account to use this feature (please enter a credit card).");
        }
    }
}
