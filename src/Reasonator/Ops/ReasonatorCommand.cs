using System.CommandLine;
using System.CommandLine.Invocation;
using Reasonator.Hosting;

namespace Reasonator.Ops;

/// <summary>The command line: <c>serve</c> where no verb is given. Exit codes: 0 done, 1 failed, 2 usage, 4 a run hung, 130 and 141 as of the signals.</summary>
internal static class ReasonatorCommand
{
    public const int Failed = 1;
    public const int Usage = 2;

    /// <summary>A run did not return, and nothing in the process can end it.</summary>
    public const int Hung = 4;

    /// <summary>What shells report of a process that a closed pipe ended (128 and SIGPIPE).</summary>
    public const int PipeClosed = 141;

    /// <summary>Every verb with its options; <paramref name="serve"/> is what serving does.</summary>
    public static RootCommand Create(Func<ServeArguments, Task<int>> serve)
    {
        var root = new RootCommand("Scores the sentiment of US-market news with FinBERT, on a CPU.");
        var serveVerb = new Command("serve", "Serves the HTTP API (also what happens without a verb).");
        foreach (var command in (Command[])[root, serveVerb])
        {
            ServeVerb.AddTo(command, serve);
        }

        root.Add(serveVerb);
        root.Add(ScoreVerb.Create());
        root.Add(TokenizeVerb.Create());
        root.Add(EvalVerb.Create());
        root.Add(OpsVerbs.Create());
        root.Add(VaultHealthVerb.Create());
        root.Add(MigrateVerb.Create());
        root.Add(BatchVerbs.Create());
        root.Add(RescoreReportVerb.Create());
        root.Add(new Command("model", "Builds, pulls, proves and explains models.")
        {
            ModelBuildVerb.Create(),
            ModelPullVerb.Create(),
            ModelSelfTestVerb.Create(),
            ModelInfoVerb.Create(),
        });
        return root;
    }

    /// <summary>Runs a command line; results go to standard output, everything else to standard error. Whatever is thrown becomes a sentence and code 1.</summary>
    public static async Task<int> RunAsync(string[] args, Func<ServeArguments, Task<int>> serve)
    {
        try
        {
            CommandArguments.Check();
            // Without a replacer: @Reuters begins a headline, and names no file of arguments.
            var parsed = Create(serve).Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
            var wrong = parsed.Errors.Count > 0;
            if (parsed.Action is ParseErrorAction mistake)
            {
                // What is wrong would scroll away above it.
                mistake.ShowHelp = false;
            }

            var code = await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                // The host answers SIGTERM by itself, and a second handler throws when the signal comes twice.
                ProcessTerminationTimeout = null,
                Output = wrong ? Console.Error : Console.Out,
            });
            return wrong ? Usage : code;
        }
        catch (ClosedOutputException)
        {
            return PipeClosed;
        }
        catch (ConfigurationException e)
        {
            await Console.Error.WriteLineAsync(e.Message);
            return Usage;
        }
        catch (Exception e) when (e is not HostAbortedException)
        {
            // Tools that only want the host throw HostAbortedException, and catch it.
            await UnexpectedFault.WriteAsync(e);
            return Failed;
        }
    }
}
