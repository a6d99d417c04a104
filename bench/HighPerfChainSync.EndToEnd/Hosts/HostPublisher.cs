using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace HighPerfChainSync.EndToEnd.Hosts;

/// <summary>Runs <c>dotnet publish</c>.</summary>
internal static partial class HostPublisher
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(10);

    /// <summary>Publishes a project in its Release configuration.</summary>
    /// <param name="project">The project's folder.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>Null, or in one line why it could not be done.</returns>
    public static async Task<string?> PublishAsync(string project, string folder, CancellationToken cancellation)
    {
        if (!Directory.Exists(project)) return $"there is no folder {project}";
        // Nothing of the build may run on beside what is measured.
        var start = new ProcessStartInfo("dotnet", ["publish", "-c", "Release", project, "-o", folder, "--nologo", "-v", "quiet", "--disable-build-servers"])
        {
            WorkingDirectory = project, // The SDK that global.json asks for.
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(s_limit);
        Process? process = null;
        try
        {
            process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            string said = await process.StandardOutput.ReadToEndAsync(limit.Token) + await errors;
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? null : $"dotnet publish failed: {Reason(said, process.ExitCode)}";
        }
        catch (Win32Exception)
        {
            return "there is no dotnet to publish it with";
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return $"dotnet publish took more than {s_limit.TotalMinutes:0} minutes";
        }
        finally
        {
            if (process is { HasExited: false }) process.Kill(entireProcessTree: true);
            process?.Dispose();
        }
    }

    /// <summary>The first error that a build names, without the files it is in; else its first line.</summary>
    internal static string Reason(string said, int exitCode)
    {
        if (Error().Match(said) is { Success: true } error) return error.Groups["text"].Value.Trim();
        string? first = Array.Find(said.Split('\n'), static line => !string.IsNullOrWhiteSpace(line));
        return first?.Trim() ?? $"exit code {exitCode}";
    }

    [GeneratedRegex(@"(?:^|: )error (?<text>[A-Z]+[0-9]+: .*?)(?: \[[^\[\]\r\n]*\])?\r?$|(?<text>No \.NET SDKs were found\.)", RegexOptions.Multiline)]
    private static partial Regex Error();
}
