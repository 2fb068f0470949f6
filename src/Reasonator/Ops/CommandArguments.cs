using System.Text.Unicode;
using Reasonator.Hosting;

namespace Reasonator.Ops;

/// <summary>The arguments as the system has them.</summary>
internal static class CommandArguments
{
    private const string OfThisProcess = "/proc/self/cmdline";

    /// <summary>Refuses bytes that are not UTF-8: the runtime drops them, and another text would be scored.</summary>
    /// <exception cref="ConfigurationException">An argument is not UTF-8.</exception>
    public static void Check()
    {
        if (File.Exists(OfThisProcess) && File.ReadAllBytes(OfThisProcess) is var given && !Utf8.IsValid(given))
        {
            throw new ConfigurationException("An argument is not UTF-8: write it in a terminal whose encoding is UTF-8, or give the text on standard input.");
        }
    }
}
