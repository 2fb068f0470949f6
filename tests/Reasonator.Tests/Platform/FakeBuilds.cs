using System.Security.Cryptography;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Reasonator.Tests.Vault;

namespace Reasonator.Tests.Platform;

/// <summary>Builds of uploaded sources. What is wrong with a source the platform finds out while it builds.</summary>
internal sealed class FakeBuilds(FakePlatform platform)
{
    public PlatformReply? Answer(PlatformCall call) => (call.Method, call.Path) switch
    {
        ("POST", ["apps", var app, "builds"]) => Start(platform.App(app), call.Body("source_blob:object", "buildpacks?:array")),
        ("GET", ["apps", var app, "builds"]) => All(platform.App(app), call.Range),
        ("GET", ["apps", var app, "builds", var id]) => PlatformReply.Of(Find(platform.App(app), id).Look().Json()),
        _ => null,
    };

    /// <summary>The log of a build, at a signed address which takes no key. Null when the call is for something else.</summary>
    public static PlatformReply? Stream(FakePlatform platform, RecordedCall call)
    {
        if (!call.Path.StartsWith("/streams/", StringComparison.Ordinal))
        {
            return null;
        }

        var build = platform.Apps.Values.SelectMany(app => app.Builds)
            .FirstOrDefault(build => call.Path == $"/streams/{build.Id}" && call.Query == $"?Signature={build.Signature}");
        // The real host would take a key along with the signature; nobody may send it one.
        return build is null || call.Headers.ContainsKey("Authorization")
            ? PlatformReply.Storage(403, "AccessDenied", "Access Denied")
            : new PlatformReply(200, null) { Raw = context => WriteAsync(context, build.Log) };
    }

    private static async Task WriteAsync(HttpContext context, IEnumerable<string> lines)
    {
        context.Response.ContentType = "text/plain";
        foreach (var line in lines)
        {
            await context.Response.WriteAsync($"{line}\n");
            await context.Response.Body.FlushAsync();
        }
    }

    private PlatformReply Start(FakeApp app, JsonObject body)
    {
        var source = body["source_blob"]!.AsObject();
        PlatformCall.Check(source, "source_blob/", "url:string", "checksum?:string|null", "version?:string|null", "version_description?:string|null");
        var checksum = (string?)source["checksum"];
        if (checksum is not null && !Regex.IsMatch(checksum, "^SHA256:[0-9a-f]{64}$"))
        {
            throw PlatformRefusal.Invalid("Checksum must be of the form SHA256:<64 hex digits>.");
        }

        var bytes = platform.Sources.Find((string)source["url"]!);
        var archive = bytes is null ? null : FakeArchive.Read(bytes);
        var failure = Failure(app, bytes, archive, checksum);
        platform.Pace.FailBuild = false;
        var build = new FakeBuild(platform, app, source, archive, failure);
        app.Builds.Add(build);
        return new PlatformReply(201, build.Json());
    }

    private string? Failure(FakeApp app, byte[]? bytes, FakeArchive? archive, string? checksum) => 0 switch
    {
        _ when bytes is null => "The source could not be fetched.",
        _ when checksum is not null && checksum != $"SHA256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}" => "The source does not match its checksum.",
        _ when archive is null => "The source is not a gzipped tar archive.",
        _ when app.Buildpacks.Count == 0 => "No default language could be detected for this app.",
        _ when !archive.HasSolution => $"App not compatible with buildpack: {app.Buildpacks[0]}",
        _ when platform.Pace.FailBuild => "The build failed.",
        _ => null,
    };

    private static PlatformReply All(FakeApp app, string? range)
    {
        app.Builds.ForEach(build => build.Look());
        return FakeRange.Of(range, "created_at", app.Builds, build => app.Builds.IndexOf(build), build => build.Json());
    }

    private static FakeBuild Find(FakeApp app, string id) =>
        app.Builds.FirstOrDefault(build => build.Id == id) ?? throw PlatformRefusal.NotFound("build");
}
