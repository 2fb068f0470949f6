namespace Reasonator.Hosting;

/// <summary>Where the process runs: the variable <c>ENV</c>.</summary>
internal enum DeploymentEnvironment
{
    Development,
    Staging,
    Production,
}
