using System.Diagnostics;
using Reasonator.Tests.Process;
using Reasonator.Tests.Service;

namespace Reasonator.Tests.Workflows;

/// <summary>eng/audit with a dotnet and an npm that answer as the registries do: it must not take silence for soundness.</summary>
public sealed class AuditTests : IDisposable
{
    private const string Known = """{"id":"Newtonsoft.Json","resolvedVersion":"12.0.3","vulnerabilities":[{"advisoryurl":"https://github.com/advisories/GHSA-5crp-9r3c-p9vr"}]}""";
    private const string Weak = """{"id":"Weak.Package","resolvedVersion":"1.2.3","vulnerabilities":[{"advisoryurl":"https://github.com/advisories/GHSA-weak"}]}""";
    private const string Sound = """{"metadata":{"vulnerabilities":{"total":0}},"vulnerabilities":{}}""";

    private readonly string _path = Directory.CreateTempSubdirectory().FullName;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_path, recursive: true);

    [Fact]
    public async Task Registries_that_answer_and_know_nothing_against_the_packages_pass()
    {
        var (exit, said) = await AuditAsync(Nuget(Known), Nuget(), Sound);

        Assert.Equal(0, exit);
        Assert.EndsWith(", 0 failed\n", said);
        Assert.DoesNotContain("0 passed", said);
    }

    [Fact]
    public async Task A_weak_NuGet_package_is_named_with_its_advisory()
    {
        var (exit, said) = await AuditAsync(Nuget(Known), $$"""{"projects":[{},{"frameworks":[{"transitivePackages":[{{Weak}}]}]}]}""", Sound);

        Assert.Equal(1, exit);
        Assert.Contains("NuGet packages: Weak.Package 1.2.3 https://github.com/advisories/GHSA-weak", said);
    }

    [Theory]
    [InlineData("""{"projects":[{}]}""")]
    [InlineData("")]
    public async Task A_NuGet_registry_that_does_not_know_the_best_known_weakness_proves_nothing(string blind)
    {
        var (exit, said) = await AuditAsync(blind, blind, Sound);

        Assert.Equal(1, exit);
        Assert.Contains("this registry knows no advisories", said);
    }

    [Theory]
    [InlineData("""{"metadata":{"vulnerabilities":{"total":1}},"vulnerabilities":{"weak":{"name":"weak","severity":"high"}}}""", "package-lock.json: weak high")]
    [InlineData("""{"message":"audit endpoint returned an error"}""", "package-lock.json: this registry did not answer")]
    [InlineData("<html>", "package-lock.json: unknown")]
    public async Task What_npm_finds_or_cannot_find_is_told(string answer, string told)
    {
        var (exit, said) = await AuditAsync(Nuget(Known), Nuget(), answer);

        Assert.Equal(1, exit);
        Assert.Contains(told, said);
    }

    private static string Nuget(params string[] packages) =>
        $$"""{"projects":[{"frameworks":[{"topLevelPackages":[{{string.Join(',', packages)}}]}]}]}""";

    private async Task<(int Exit, string Said)> AuditAsync(string known, string locked, string npm)
    {
        await File.WriteAllTextAsync(Path.Combine(_path, "known.json"), known, Stop);
        await File.WriteAllTextAsync(Path.Combine(_path, "locked.json"), locked, Stop);
        await File.WriteAllTextAsync(Path.Combine(_path, "npm.json"), npm, Stop);
        await ProgramAsync("dotnet", $$"""case "$1 $2" in restore*) ;; "list "*known.csproj) cat '{{_path}}/known.json' ;; *) cat '{{_path}}/locked.json' ;; esac""");
        await ProgramAsync("npm", $"cat '{_path}/npm.json'; exit 1");
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "eng", "audit")) { RedirectStandardOutput = true };
        Installed.Require("git", "jq");
        start.Environment["PATH"] = $"{_path}:{start.Environment["PATH"]}";
        using var audit = System.Diagnostics.Process.Start(start)!;
        var said = audit.StandardOutput.ReadToEndAsync(Stop);
        await Eventually.EndsAsync("eng/audit ends", Task.WhenAll(said, audit.WaitForExitAsync(Stop)), Stop);
        return (audit.ExitCode, await said);
    }

    private Task ProgramAsync(string name, string script) => Script.WriteAsync(Path.Combine(_path, name), $"#!/bin/sh\n{script}\n");
}
