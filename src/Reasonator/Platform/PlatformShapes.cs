using System.Text.Json.Serialization;

namespace Reasonator.Platform;

/// <summary>Something that is referred to by its name.</summary>
internal sealed record Named(string Name);

/// <summary>Something that is referred to by its id.</summary>
internal sealed record Identified(string Id);

/// <summary>Whose key it is.</summary>
internal sealed record Account(string Email);

/// <param name="Name">For example raxx-rack-staging.</param>
/// <param name="Region">us or eu.</param>
/// <param name="Team">Null for a personal app.</param>
/// <param name="WebUrl">The platform's own address of the app; it carries a random suffix.</param>
internal sealed record App(string Name, Named Region, Named? Team, Uri? WebUrl);

internal sealed record BuildpackInstallation(Named Buildpack);

internal sealed record Addon(string Id, string Name, Named Plan, string State);

/// <param name="Hostname">What people type.</param>
/// <param name="Cname">The DNS target; null for the app's own host name.</param>
/// <param name="Kind">custom or heroku.</param>
/// <param name="CreatedAt">Since when it is attached.</param>
internal sealed record Domain(string Hostname, string? Cname, string Kind, DateTimeOffset CreatedAt);

/// <param name="Type">web.</param>
/// <param name="Quantity">Dynos.</param>
/// <param name="Size">Eco, Basic, Standard-1X, Standard-2X.</param>
/// <param name="UpdatedAt">When it was scaled last.</param>
internal sealed record Formation(string Type, int Quantity, string Size, DateTimeOffset UpdatedAt);

/// <param name="Id">Names the release in a rollback.</param>
/// <param name="Version">Counts from 1.</param>
/// <param name="Status">pending, succeeded, failed or expired.</param>
/// <param name="Current">Whether it is the one that runs.</param>
/// <param name="Description">For example "Deploy 8d99587" or "Rollback to v12".</param>
/// <param name="Slug">The code; null before the first build.</param>
internal sealed record Release(string Id, int Version, string Status, bool Current, string? Description, Identified? Slug);

/// <param name="Id">Names it.</param>
/// <param name="Size">Compressed bytes; null while unknown.</param>
/// <param name="Commit">What the build was told as its version.</param>
internal sealed record Slug(string Id, long? Size, string? Commit);

/// <summary>Signed addresses: whoever has one needs no key.</summary>
internal sealed record SourceBlob(Uri GetUrl, Uri PutUrl);

internal sealed record Source(SourceBlob SourceBlob);

/// <param name="Id">Names it.</param>
/// <param name="Status">pending, succeeded or failed.</param>
/// <param name="OutputStreamUrl">A signed address of the log.</param>
/// <param name="Release">Null until it succeeded.</param>
/// <param name="SourceBlob">What it is made of.</param>
internal sealed record Build(string Id, string Status, Uri? OutputStreamUrl, Identified? Release, BuildSource? SourceBlob);

/// <param name="Version">The commit, as the build was told.</param>
internal sealed record BuildSource(string? Version);

/// <summary>An error's body.</summary>
internal sealed record Complaint(string? Id, string? Message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(Account))]
[JsonSerializable(typeof(Named[]))]
[JsonSerializable(typeof(App))]
[JsonSerializable(typeof(BuildpackInstallation[]))]
[JsonSerializable(typeof(Addon[]))]
[JsonSerializable(typeof(Addon))]
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(Domain[]))]
[JsonSerializable(typeof(Domain))]
[JsonSerializable(typeof(Formation[]))]
[JsonSerializable(typeof(Release[]))]
[JsonSerializable(typeof(Release))]
[JsonSerializable(typeof(Slug))]
[JsonSerializable(typeof(Source))]
[JsonSerializable(typeof(Build))]
[JsonSerializable(typeof(Build[]))]
[JsonSerializable(typeof(Complaint))]
internal sealed partial class PlatformJson : JsonSerializerContext;
