namespace Reasonator.Tests.Platform;

/// <summary>An authorization: what may be done with it (devcenter.heroku.com/articles/oauth#scopes).</summary>
/// <param name="Scopes">global, identity, read, write, read-protected, write-protected.</param>
internal sealed record PlatformKey(params string[] Scopes)
{
    /// <exception cref="PlatformRefusal">The scopes do not reach so far.</exception>
    public void Check(string method, string[] path)
    {
        var isReading = method == "GET";
        string[] enough = path switch
        {
            ["account", ..] => isReading ? ["identity"] : [],
            ["apps", _, "config-vars"] => isReading
                ? ["read-protected", "write-protected"] : ["write-protected"],
            _ => isReading ? ["read", "write", "read-protected", "write-protected"] : ["write", "write-protected"],
        };
        if (!Scopes.Contains("global") && !Scopes.Intersect(enough).Any())
        {
            throw new PlatformRefusal(403, "forbidden", "You do not have access to the requested resource with this authorization's scope.");
        }
    }
}
