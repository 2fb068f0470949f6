using System.ComponentModel;

namespace Reasonator.Bench.Peers;

/// <summary>What the peer needs of the machine: node, and by npm the packages that its lock file names.</summary>
internal static class NodePackages
{
    private const string Lock = "package-lock.json";

    public static string Folder { get; } = Path.Combine(Corpus.Root, "bench", "peers");

    /// <summary>Null when they are there now; else why they are not.</summary>
    public static string? Install()
    {
        // npm keeps no copy of the lock file that can be compared with it byte by byte: this one is.
        var installed = Path.Combine(Folder, "node_modules", Lock);
        var wanted = File.ReadAllBytes(Path.Combine(Folder, Lock));
        try
        {
            if (int.Parse(Tool.Run("node", "--version").TrimStart('v').Split('.')[0]) < 20)
            {
                return "node is older than version 20";
            }

            if (!File.Exists(installed) || !File.ReadAllBytes(installed).SequenceEqual(wanted))
            {
                Console.WriteLine("The first run installs transformers.js into bench/peers/node_modules (some 480 MB).");
                // No scripts: the runtime's libraries for this processor are in its package, and nothing else is fetched.
                Tool.Run("npm", "ci", "--prefix", Folder, "--ignore-scripts", "--no-audit", "--no-fund", "--silent");
                File.WriteAllBytes(installed, wanted);
            }

            return null;
        }
        catch (Win32Exception)
        {
            return "node or npm is missing";
        }
        catch (InvalidOperationException e)
        {
            return e.Message;
        }
    }
}
