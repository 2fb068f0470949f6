namespace Reasonator.Tests.Process;

/// <summary>Programs of the machine that a test runs beside the service.</summary>
internal static class Installed
{
    /// <summary>Skips the test where one of them is not on the path.</summary>
    public static void Require(params string[] programs)
    {
        var folders = $"{Environment.GetEnvironmentVariables()["PATH"]}".Split(':');
        foreach (var program in programs)
        {
            var package = program switch { "script" => "bsdutils", "ip" => "iproute2", _ => program };
            Assert.SkipUnless(
                folders.Any(folder => File.Exists(Path.Combine(folder, program))), $"{program} is not installed (apt-get install {package})");
        }
    }
}
